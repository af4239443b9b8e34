"""The slides of a publication as one finished page, drawn when it is approved and kept: whoever opens it only reads."""

import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from cchc_portal.kit.keeping import DAY, kept
from reports.models import Publication
from reports.papers.reading import source_of
from reports.papers.slides import slides

_HERE = Path(__file__).resolve().parent
_SOURCES = [Path(__file__), *(_HERE / name for name in ("slides.py", "source.py", "reading.py"))]
_SOURCES += [_HERE.parent / "charts.py", settings.BASE_DIR / "static" / "css" / "slides.css"]
_SOURCES += [settings.BASE_DIR / "static" / "js" / "slides.js"]
_SOURCES += [settings.BASE_DIR / "templates" / "reports" / name for name in ("slides.html", "_slide_foot.html")]
LAYOUT = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:12]
"""Changes with every release that draws the slides otherwise, so that no kept copy outlives it."""

_STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*/css/([a-z]+)(?:\.\w+)?\.css">')
_FONT = re.compile(r"@font-face\{[^}]*\}")  # a file apart: the machine's own will do
_SCRIPT = re.compile(r'<script type="module" src="[^"]*/js/([a-z]+)(?:\.\w+)?\.js"></script>')
KEPT = 30 * DAY  # seconds; drawn anew afterwards, and where the cache was emptied


def stamp(publication: Publication) -> str:
    """Equal stamps mean the same page, whoever asks."""
    return f"{publication.pk}-{publication.digest[:32]}-{LAYOUT}"


def slides_page(publication: Publication) -> str:
    """The page; nothing of whoever looks at it."""
    return kept(f"slides:{stamp(publication)}", lambda: _drawn(publication), KEPT)


def alone(page: str) -> str:
    """The page as one file for a folder or a stick: style and keys inside, no way back to a portal that may be gone."""
    page = _STYLE.sub(lambda found: f"<style>{_FONT.sub('', _static(f'css/{found[1]}.css'))}</style>", page)
    page = _SCRIPT.sub(lambda found: f'<script type="module">{_static(f"js/{found[1]}.js")}</script>', page)
    page = re.sub(r'<link rel="icon"[^>]*>', "", page)
    return re.sub(r'(<nav class="bar-top"[^>]*>)<a [^>]*>.*?</a>', r"\1", page, count=1)


def _static(name: str) -> str:
    return (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")


def _drawn(publication: Publication) -> str:
    now = publication.published_at
    source = source_of(period=publication.period, block_code="", publication_id=publication.pk, now=now)
    drawn = slides(source)
    context = {"pk": publication.pk, "source": source, "slides": drawn, "count": len(drawn) + 2}
    return render_to_string("reports/slides.html", context)
