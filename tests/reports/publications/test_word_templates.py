"""The Word templates of the province: what is taken, what is refused and why, and which document uses which."""

import io
import zipfile
from collections.abc import Callable
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from docx import Document

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.refusals import Refused
from reports.actions.word_templates import set_template
from reports.enums import Paper
from reports.models import Publication, WordTemplate
from reports.papers.reading import source_of
from reports.papers.telling import told
from reports.papers.word import containers, defaults
from reports.papers.word.containers import container_faults
from reports.papers.word.placeholders import placeholder_faults
from reports.papers.word.vocabulary import VOCABULARY, Word
from tests.factories import reports as make
from tests.jobs.threads import at_once


def template(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with one part changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        names = [*found.namelist(), *([] if name in found.namelist() else [name])]
        for each in names:
            old = found.read(each) if each in found.namelist() else b""
            written.writestr(each, change(old) if each == name else old)
    return out.getvalue()


# --- what a template may ask for -------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", [defaults.report, defaults.annex])
def test_our_own_templates_are_taken(own: Callable[[], bytes]) -> None:
    assert (container_faults(own()), placeholder_faults(own())) == ([], [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ so_quyet_dinhh }}", "không có “so_quyet_dinhh” ở đây; có phải là “so_quyet_dinh” không."),
        ("{{ zzz }}", "không có “zzz” ở đây."),
        ("{{ cac_khoi }}", "đây là một danh sách; hãy đi qua nó bằng lệnh for."),
        ("{{ cac_khoi.ten }}", "đây là một danh sách; hãy đi qua nó bằng lệnh for rồi viết tên của từng mục."),
        ("{{ nam. }}", "viết chưa đúng; chỉ viết tên, ví dụ {{ dv.ten }}."),
        ("{{ 'a' * 1000 }}", "mẫu chỉ viết số liệu ra, không tính toán, không gọi lệnh; được dùng |upper, |lower."),
        ("{{ nam.__class__ }}", "không có “__class__” trong này."),
        ("{{ nam|pprint }}", "mẫu chỉ viết số liệu ra, không tính toán, không gọi lệnh; được dùng |upper, |lower."),
        ("{{ range(9) }}", "mẫu chỉ viết số liệu ra, không tính toán, không gọi lệnh; được dùng |upper, |lower."),
        ("{{p nam }}", "hãy viết {{ nam }}, không có chữ p ở đầu."),
        ("{% include 'x' %}", "mẫu chỉ dùng được các lệnh for, endfor, if, elif, else, endif."),
        ("{% set a = 1 %}", "mẫu chỉ dùng được các lệnh for, endfor, if, elif, else, endif."),
        ("{% if nam %}", "lệnh if chưa có endif."),
        ("{% endfor %}", "endfor không khớp với lệnh for nào đang mở."),
        ("{% else %}", "else đứng ngoài lệnh if hay for."),
        ("{% for a in nam %}{% endfor %}", "“nam” không phải danh sách nên không lặp được."),
        ("{% for a of cac_khoi %}{% endfor %}", "viết chưa đúng; ví dụ: {%tr for dv in khoi.don_vi %}."),
        ("{%p if nam %} Năm", "cả đoạn chứa lệnh này sẽ bị bỏ đi; hãy để lệnh đứng riêng."),
        ("{{ nam", "dấu ngoặc mở mà không đóng, hoặc đóng mà không mở. Mỗi chỗ điền nằm gọn trong một đoạn."),
    ],
)
def test_a_wrong_placeholder_is_told_with_its_place(text: str, fault: str) -> None:
    found = placeholder_faults(template(text, "{{ nam }}"))

    assert found[0].endswith(f"(thân văn bản): {fault}")


def test_all_faults_are_told_at_once_and_a_loop_over_nothing_only_once() -> None:
    found = placeholder_faults(
        template("{%p for khoi in cac_khoii %}", "{{ khoi.ten }}", "{%p endfor %}", "{{ tinhh }}", "{{ tinh|upper }}")
    )

    assert found == [
        "“{%p for khoi in cac_khoii %}” (thân văn bản): không có “cac_khoii” ở đây; có phải là “cac_khoi” không.",
        "“{{ tinhh }}” (thân văn bản): không có “tinhh” ở đây; có phải là “tinh” không.",
    ]


def test_a_loop_inside_another_goes_along_the_outer_one() -> None:
    inside = template(
        "{%p for a in cac_khoi %}", "{%p for b in a.don_vi %}", "{{ b.ten }}", "{%p endfor %}", "{%p endfor %}"
    )
    across = template(
        "{%p for a in cac_khoi %}", "{%p for b in cac_khoi %}", "{{ b.ten }}", "{%p endfor %}", "{%p endfor %}"
    )

    assert placeholder_faults(inside) == []
    assert "vòng lặp bên trong phải đi theo vòng ngoài" in placeholder_faults(across)[0]


def test_a_loop_of_a_table_stands_in_a_row_of_its_own() -> None:
    alone = template(rows=(("{%tr for bo in phuong_phap %}", ""), ("{{ bo.ten }}", ""), ("{%tr endfor %}", "")))
    beside = template(rows=(("{%tr for bo in phuong_phap %}", "Tên"), ("{{ bo.ten }}", ""), ("{%tr endfor %}", "")))

    assert placeholder_faults(alone) == []
    assert "cả dòng của bảng chứa lệnh này sẽ bị bỏ đi" in placeholder_faults(beside)[0]


def test_a_template_without_a_placeholder_is_no_template() -> None:
    assert placeholder_faults(template("Báo cáo")) == [
        "Tệp không có chỗ nào để điền số liệu. Hãy bắt đầu từ mẫu của hệ thống rồi sửa."
    ]


# --- what kind of file is taken --------------------------------------------------------------------------------------

_RELATION = '<Relationship Id="rX" Type="t" Target="{}" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"%PDF-1.7", [containers.NOT_WORD]),
        (b"\xd0\xcf\x11\xe0rest", [containers.OLD_WORD]),
        (b"PK\x03\x04half a file", [containers.DAMAGED]),
        (with_part(template("a"), "word/vbaProject.bin", lambda _: b"x"), [containers.MACROS]),
        (with_part(template("a"), "word/embeddings/a.xlsx", lambda _: b"x"), [containers.EMBEDDED]),
        (with_part(template("a"), "word/comments.xml", lambda _: b"<a/>"), [containers.COMMENTS]),
        (with_part(template("a"), "word/extra.xml", lambda _: b"<!DOCTYPE a><a/>"), [containers.UNSAFE]),
        (with_part(template("a"), "word/media/a.bin", lambda _: b"\0" * 3_000_000), [containers.SWOLLEN]),
        (
            with_part(template("a"), "word/document.xml", lambda old: old.replace(b"<w:r>", b'<w:ins w:id="1"/><w:r>')),
            [containers.REVISIONS],
        ),
        (
            with_part(
                template("a"),
                "word/document.xml",
                lambda old: old.replace(b"<w:r>", b"<w:r><w:instrText>INCLUDETEXT x</w:instrText></w:r><w:r>"),
            ),
            ["Tệp có trường INCLUDETEXT lấy nội dung từ nơi khác. Hãy thay bằng chữ thường."],
        ),
        (
            with_part(
                template("a"),
                "word/_rels/document.xml.rels",
                lambda old: old.replace(b"</Relationships>", _RELATION.format("http://xa.vn/a").encode()),
            ),
            [
                "Tệp trỏ ra ngoài, tới “http://xa.vn/a”. Hãy bỏ liên kết ấy (bấm chuột phải, Remove Hyperlink) "
                "hoặc chèn hẳn hình vào tệp."
            ],
        ),
    ],
)
def test_what_is_no_plain_word_document_is_refused(content: bytes, faults: list[str]) -> None:
    assert container_faults(content) == faults


# --- the words -------------------------------------------------------------------------------------------------------


@pytest.fixture
def publication(db) -> Publication:
    return make.published(make.appraised_period())


def test_the_vocabulary_is_what_a_result_is_told_with(publication: Publication) -> None:
    period = make.appraised_period([("9", "7"), ("8", "8")], code="nam-2027", year=2027)
    period.assessments.filter(unit=make.department(1)).update(grade_reason="chưa xong kế hoạch")
    make.published(period)
    latest = Publication.objects.latest("pk")
    source = source_of(period=latest.period, block_code="", publication_id=latest.pk, now=make.NOW)

    assert _shape(told(source)) == _named(VOCABULARY)


def _named(words: dict[str, Word]) -> dict[str, object]:
    return {name: _named(word.fields) if word.fields else word.many for name, word in words.items()}


def _shape(found: dict[str, object]) -> dict[str, object]:
    """As _named writes it."""

    def of(name: str, value: object) -> object:
        if isinstance(value, list):
            return _shape(value[0]) if value and isinstance(value[0], dict) else True
        return _shape(value) if isinstance(value, dict) else False

    return {name: of(name, value) for name, value in found.items()}


# --- in the browser --------------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator(client: Client, publication: Publication) -> Client:
    client.force_login(make.coordinator())
    return client


def sent(client: Client, content: bytes):
    file = SimpleUploadedFile("mau-tinh.docx", content)
    return client.post("/mau-van-ban/annex/", {"file": file})


def put_to_use(client: Client, content: bytes) -> None:
    answer = sent(client, content)
    client.post("/mau-van-ban/annex/", {"token": answer.context["token"], "file_name": "mau-tinh.docx"})


def text_of(answer) -> list[str]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def test_template_load_tells_every_fault_and_changes_nothing(coordinator: Client) -> None:
    answer = sent(coordinator, template("{{ tinhh }}", "{{ namm }}"))

    assert (answer.status_code, len(answer.context["faults"]), WordTemplate.objects.count()) == (422, 2, 0)
    assert "Mẫu có 2 chỗ cần sửa nên chưa dùng được" in answer.content.decode()


def test_template_load_shows_a_trial_of_todays_figures_and_then_uses_the_file(
    coordinator: Client, publication: Publication
) -> None:
    answer = sent(coordinator, template("Quyết định {{ so_quyet_dinh }}"))
    trial = coordinator.get(f"/mau-van-ban/annex/ban-thu/?token={answer.context['token']}")
    assert WordTemplate.objects.count() == 0
    body = {"token": answer.context["token"], "file_name": "mau-tinh.docx"}
    page = coordinator.post("/mau-van-ban/annex/", body, follow=True).content.decode()

    made = WordTemplate.objects.get()
    assert text_of(trial) == ["Quyết định 412/QĐ-UBND"]
    assert (made.paper, made.version, made.file_name) == ("annex", 1, "mau-tinh.docx")
    assert "Từ nay Phụ lục quyết định (Word) lập theo mẫu của tỉnh, lần 1. Tài liệu đã lập giữ nguyên." in page
    assert text_of(coordinator.get("/mau-van-ban/annex/lan-1/")) == ["Quyết định {{ so_quyet_dinh }}"]
    assert AuditEvent.objects.filter(action__startswith="template.").get().action == "template.set"


def test_a_kept_document_keeps_its_template_and_a_new_one_takes_the_new(
    coordinator: Client, publication: Publication
) -> None:
    def asked() -> Job:
        coordinator.post(f"/cong-bo/{publication.pk}/tai-lieu/", {"paper": "annex"})
        job = Job.objects.latest("created_at")
        run_job(job.pk)
        return job

    put_to_use(coordinator, template("Một {{ nam }}"))
    first = asked()
    put_to_use(coordinator, template("Hai {{ nam }}"))
    page = coordinator.get(f"/cong-bo/{publication.pk}/").content.decode()
    second = asked()
    coordinator.post("/mau-van-ban/annex/dung-mau-he-thong/")
    third = asked()

    assert text_of(coordinator.get(f"/tien-trinh/{first.pk}/tep/")) == ["Một 2026"]
    assert text_of(coordinator.get(f"/tien-trinh/{second.pk}/tep/")) == ["Hai 2026"]
    assert text_of(coordinator.get(f"/tien-trinh/{third.pk}/tep/"))[0] == "PHỤ LỤC"
    assert "mẫu của tỉnh, lần 1; lập lại sẽ theo mẫu của tỉnh, lần 2" in page


def test_the_same_file_again_and_a_needless_reset_are_refused(coordinator: Client) -> None:
    put_to_use(coordinator, template("{{ nam }}"))
    coordinator.post("/mau-van-ban/annex/dung-mau-he-thong/")
    again = coordinator.post("/mau-van-ban/annex/dung-mau-he-thong/", follow=True).content.decode()

    assert "Đang dùng mẫu của hệ thống rồi." in again
    assert list(WordTemplate.objects.order_by("version").values_list("version", "file_name")) == [
        (1, "mau-tinh.docx"),
        (2, ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_coordinators_who_set_a_template_at_the_same_moment_set_one_version_each() -> None:
    by, turn = make.coordinator(), count()

    def click() -> int:
        file = {"content": f"mẫu {next(turn)}".encode(), "file_name": "mau.docx"}
        return set_template(paper=Paper.ANNEX, **file, by=by, now=timezone.now()).version

    assert sorted(at_once(4, click)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_the_same_template_sent_twice_at_the_same_moment_is_one_version() -> None:
    by = make.coordinator()

    def click() -> str:
        try:
            set_template(paper=Paper.ANNEX, content=b"docx", file_name="mau.docx", by=by, now=timezone.now())
        except Refused as refusal:
            return str(refusal)
        return "set"

    assert sorted(at_once(2, click)) == ["Tệp này đúng là mẫu đang dùng (lần 1).", "set"]


def test_a_file_that_was_looked_at_by_nobody_is_not_used(coordinator: Client) -> None:
    page = coordinator.post("/mau-van-ban/annex/", {"token": "không", "file_name": "a"}, follow=True).content.decode()

    assert "Tệp đã xem không còn dùng được nữa" in page
    assert coordinator.get("/mau-van-ban/tables/").status_code == 404


@pytest.mark.parametrize("sql", ["update reports_wordtemplate set version = 9", "delete from reports_wordtemplate"])
def test_the_database_keeps_every_template(coordinator: Client, sql: str) -> None:
    put_to_use(coordinator, template("{{ nam }}"))

    with pytest.raises(IntegrityError, match="Mẫu Word đã dùng"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_word_of_the_list_is_taken_in_a_template(coordinator: Client) -> None:
    page = coordinator.get("/mau-van-ban/")

    assert [each.written for each in page.context["words"]][:2] == ["{{ co_quan }}", "{{ tinh }}"]
    assert Paper.REPORT.label in page.content.decode()
