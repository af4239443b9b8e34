"""What the entry page says of a sheet besides its rows: task list, totals, points and progress of the area.

Each stands in the page, and in the answer to a saved row, where it takes its own place; `data-version` lets the script
leave out an older view that comes late.
"""

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.kit.numbers import show_number
from cchc_portal.templatetags.portal import symbol
from indicators.models import Assessment
from indicators.sheets.overviews import AreaLine, Overview


@dataclass(frozen=True, slots=True)
class Around:
    """The sheet around the rows of one area. `swaps`: as part of an answer, not of the page."""

    assessment: Assessment
    overview: Overview
    area: AreaLine
    swaps: bool = False

    @property
    def rail(self) -> SafeString:
        address = reverse("indicators:entry", args=[self.assessment.pk])
        lines = "".join(
            self._line(line, f"{address}linh-vuc/{quote(line.code, safe='')}/") for line in self.overview.lines
        )
        return SafeString(f'<ol id="rail"{self._named}>{lines}</ol>')

    def _line(self, line: AreaLine, address: str) -> str:
        here = line.code == self.area.code
        item, current = ("<li>", ' aria-current="page"') if here else ('<li class="full">', "")
        mark = f'<small class="{line.mark.tone}">{symbol(line.mark.icon)}{escape(line.mark.text)}</small>'
        name = f"<i>{escape(line.code)}</i><b>{escape(line.short_name)}</b>"
        return f'{item}<a href="{address}"{current}>{name}{mark}</a></li>'

    @property
    def totals(self) -> SafeString:
        own, computed = (
            show_number(points, 2) for points in (self.assessment.self_points, self.assessment.computed_points)
        )
        return SafeString(
            f'<dl class="dl" id="totals"{self._named}><dt>Điểm tự chấm</dt><dd><b>{own}</b></dd>'
            f"<dt>Hệ thống tính</dt><dd>{computed}</dd></dl>"
        )

    @property
    def sofar(self) -> SafeString:
        area, done = self.area, self.area.progress
        typed = f" · {done.entered}/{done.total} tiêu chí đã nhập" if done.total else ""
        words = f"Tự chấm {area.own} / {area.maximum} điểm{typed}"
        return SafeString(f'<p class="mute small" id="sofar"{self._named}>{words}</p>')

    @property
    def progress(self) -> SafeString:
        done = self.overview.progress
        wrong = f" · {done.errors} cần sửa" if done.errors else ""
        words = f"{done.entered} / {done.total} tiêu chí đã nhập{wrong}"
        return SafeString(
            f'<div class="prog" id="progress"{self._named}><span>{words}</span>'
            f'<svg class="meter" width="100%" height="8" role="img" aria-label="Đã nhập {done.share}%">'
            f'<rect width="{done.share}%" height="8"/></svg></div>'
        )

    @property
    def counts(self) -> dict[str, SafeString]:
        """How many rows of the area each filter leaves, by the filter's key."""
        done = self.area.progress
        found = {"sua": done.errors, "xem": done.odd, "trong": done.missing}
        return {key: SafeString(f'<span id="loc-{key}"{self._named}>{count}</span>') for key, count in found.items()}

    @property
    def all(self) -> str:
        return self.rail + self.totals + self.sofar + self.progress + "".join(self.counts.values())

    @property
    def _named(self) -> str:
        swap = ' hx-swap-oob="true"' if self.swaps else ""
        return f'{swap} data-version="{self.overview.version}"'
