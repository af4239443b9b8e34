"""Deeds on evidence: limits, reuse, flags, the virus scanner, and that all is frozen when handed in."""

import datetime as dt
import socketserver
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions import evidence as actions
from indicators.actions.assessments import send_back, unready
from indicators.actions.evidence import Cited, Document, add_evidence, cite, remove_evidence, scan_waiting, uncite
from indicators.actions.scores import Closed
from indicators.enums import ScanState
from indicators.evidence import vault
from indicators.evidence.papers import PaperRefused
from indicators.models import Evidence, EvidenceUse
from indicators.rules.checks import MISSING_DOCUMENT, MISSING_EVIDENCE
from tests.factories import evidence as files
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db

DOCUMENT = Document("12/KH-STC", dt.date(2026, 1, 5), "Sở Tài chính", "Kế hoạch năm")
PLACE = Cited("II", "3")
INSISTING = make.GRID_SET.replace("evidence_required = true", "document_required = true")


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


def add(scene, code="1.1.1", content=None, *, by=None, cited=PLACE):
    content = files.pdf() if content is None else content
    return add_evidence(
        score_id=scene.score(code).pk, document=DOCUMENT, cited=cited, name="ke-hoach.pdf", size=len(content),
        chunks=[content], by=by or scene.reporter, now=timezone.now(),
    )  # fmt: skip


def on(scene, code, deed, use, **more):
    return deed(
        score_id=scene.score(code).pk, evidence_id=use.evidence_id, by=scene.reporter, now=timezone.now(), **more
    )


def stored_files():
    return {path for path in (vault.path_of("evidence")).rglob("*") if path.is_file()}


def test_a_document_is_kept_with_its_facts_and_counted_for_the_row(scene):
    content = files.pdf(pages=3)

    use = add(scene, content=content)

    row = use.evidence
    assert (row.kind, row.pages, row.size, row.active, row.scan) == ("pdf", 3, len(content), [], ScanState.SKIPPED)
    assert vault.path_of(row.stored).read_bytes() == content
    assert (use.section, use.page, scene.score("1.1.1").documents) == ("II", "3", 1)
    told = AuditEvent.objects.order_by("-seq").first()
    assert (told.action, told.unit_id) == ("evidence.add", scene.unit.pk)


def test_a_row_without_evidence_bars_handing_in_until_there_is_a_document(scene):
    scene.save("1.1.1", values={"yes": "1"})
    assert f"1.1.1: {MISSING_EVIDENCE.rstrip('.')}" in unready(scene.assessment)

    add(scene)

    assert [problem for problem in unready(scene.assessment) if problem.startswith("1.1.1")] == []
    uncited = EvidenceUse.objects.get()
    on(scene, "1.1.1", uncite, uncited)
    assert f"1.1.1: {MISSING_EVIDENCE.rstrip('.')}" in unready(scene.assessment)


def test_words_stand_in_for_a_document_only_where_the_criterion_allows_it():
    scene = make.scene(rules_text=INSISTING)
    scene.save("1.1.1", values={"yes": "1"}, citation="Giải trình: văn bản mật, xem tại trụ sở")
    assert f"1.1.1: {MISSING_DOCUMENT.rstrip('.')}" in unready(scene.assessment)

    add(scene)

    assert [problem for problem in unready(scene.assessment) if problem.startswith("1.1.1")] == []


def test_a_document_is_reused_by_other_criteria_with_its_own_page_there(scene):
    use = add(scene)

    on(scene, "2.1", cite, use, cited=Cited("", "7"))

    assert [(each.score_id, each.page) for each in use.evidence.uses.order_by("pk")] == [
        (scene.score("1.1.1").pk, "3"),
        (scene.score("2.1").pk, "7"),
    ]
    with pytest.raises(Refused, match="đã được dẫn"):
        on(scene, "2.1", cite, use, cited=Cited())
    with pytest.raises(Refused, match="còn được dẫn"):
        on(scene, "2.1", remove_evidence, use)


def test_a_document_nobody_cites_is_removed_with_its_file(scene, django_capture_on_commit_callbacks):
    use = add(scene)
    on(scene, "1.1.1", uncite, use)

    with django_capture_on_commit_callbacks(execute=True):
        on(scene, "1.1.1", remove_evidence, use)

    assert not Evidence.objects.exists()
    assert not vault.path_of(use.evidence.stored).exists()


def test_the_same_file_twice_is_told_where_it_is_and_kept_once(scene):
    content = files.pdf()
    add(scene, content=content)
    before = stored_files()

    with pytest.raises(Refused, match="Tệp này đã có trong phiếu: “12/KH-STC Kế hoạch năm”"):
        add(scene, "2.1", content)

    assert (stored_files(), Evidence.objects.count()) == (before, 1)


def test_a_refused_file_leaves_nothing_behind(scene):
    before = stored_files()

    with pytest.raises(PaperRefused):
        add(scene, content=b"khong phai tai lieu")

    assert (stored_files(), Evidence.objects.count(), scene.score("1.1.1").documents) == (before, 0, 0)


@pytest.mark.parametrize(("limit", "value", "sentence"), [
    ("MOST_BYTES", 10, "20 MB"),
    ("MOST_USES", 0, "tối đa 20 tệp"),
    ("MOST_OF_SHEET", 10, "sẽ vượt"),
])  # fmt: skip
def test_limits_are_asked_before_the_file_is_kept(scene, monkeypatch, limit, value, sentence):
    monkeypatch.setattr(actions, limit, value)
    before = stored_files()

    with pytest.raises(Refused, match=sentence):
        add(scene)

    assert stored_files() == before


def test_only_the_unit_itself_hands_evidence_over_and_only_where_it_is_asked(scene):
    with pytest.raises(Refused, match="Chỉ cán bộ đầu mối hoặc lãnh đạo"):
        add(scene, by=units.holder(Role.REPORTER, units.unit("Sở Y tế")))
    with pytest.raises(Refused, match="đơn vị không nhập"):
        add(scene, "2.2")


def test_a_document_of_another_sheet_cannot_be_cited_even_past_the_deed(scene):
    foreign = add(
        make.scene(
            "Sở Y tế",
            within=scene,
        ),
        by=None,
    )

    with pytest.raises(Refused, match="Không thấy văn bản này trong phiếu"):
        on(scene, "2.1", cite, foreign, cited=Cited())
    with pytest.raises(IntegrityError, match="phiếu khác"), transaction.atomic():
        EvidenceUse.objects.create(score=scene.score("2.1"), evidence=foreign.evidence)


def test_a_decision_about_other_evidence_falls_away(scene):
    scene.submit()
    scene.appraise("1.1.1", "0", "Thiếu văn bản")
    send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason="Bổ sung", now=timezone.now())

    add(scene)

    row = scene.score("1.1.1")
    assert (row.appraised_points, row.appraisal_reason, row.points) == (None, "", row.self_points)


FROZEN = {
    "record": "UPDATE indicators_evidence SET summary = 'khác'",
    "file": "UPDATE indicators_evidence SET sha256 = repeat('a', 64)",
    "page": "UPDATE indicators_evidenceuse SET page = '99'",
    "citation": "DELETE FROM indicators_evidenceuse",
    "count": "UPDATE indicators_score SET documents = 9",
}


@pytest.mark.parametrize("statement", FROZEN.values(), ids=FROZEN)
def test_evidence_is_frozen_when_the_sheet_is_handed_in(scene, statement):
    add(scene)
    scene.submit()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(Closed):
        add(scene, "2.1", files.pdf("khac"))


# --- the virus scanner ---------------------------------------------------------------------------------------------

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """Speaks clamd's INSTREAM and knows one signature."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def clamd(settings) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        settings.CLAMD_SOCKET = str(Path(folder) / "clamd")
        with socketserver.UnixStreamServer(settings.CLAMD_SOCKET, Clamd) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Path(settings.CLAMD_SOCKET)
            server.shutdown()


def test_a_scanned_file_says_so_and_an_infected_one_is_not_kept(scene, clamd):
    assert add(scene).evidence.scan == ScanState.CLEAN
    before = stored_files()

    with pytest.raises(PaperRefused, match=r"mã độc \(Eicar-Test\)"):
        add(scene, "2.1", files.pdf(EICAR.decode().replace("\\", "").replace("(", "").replace(")", ""))
            + EICAR)  # fmt: skip

    assert stored_files() == before


def test_a_file_the_scanner_could_not_be_asked_about_waits_and_is_asked_about_again(scene, clamd, settings):
    at, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, "/nowhere/clamd"
    use = add(scene)
    assert use.evidence.scan == ScanState.PENDING
    scene.submit()

    settings.CLAMD_SOCKET = at
    assert scan_waiting() == 1

    use.evidence.refresh_from_db()
    assert use.evidence.scan == ScanState.CLEAN
