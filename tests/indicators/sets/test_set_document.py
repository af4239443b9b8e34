"""Criteria sets read from TOML, and every fault of a bad one in one go."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.enums import ScoredBy
from indicators.grades import Band, Gate
from indicators.rules import KINDS, Input, Source, leaves
from indicators.scoring import NoSurvey, Options, Rescale, Result
from indicators.sets.document import SetErrors, read_set
from tests.factories.criteria import SMALL_SET, WORKED, worked_set


def faults_of(text: str) -> list[str]:
    with pytest.raises(SetErrors) as refused:
        read_set(text)
    assert str(refused.value) == "\n".join(refused.value.faults)
    return refused.value.faults


def without(line: str) -> str:
    assert line in SMALL_SET
    return SMALL_SET.replace(line, "", 1)


def changed(old: str, new: str) -> str:
    assert old in SMALL_SET
    return SMALL_SET.replace(old, new, 1)


# --- a good set --------------------------------------------------------------------------------------------------


def test_set_is_read_whole():
    document = read_set(SMALL_SET)

    assert (document.head.code, document.head.block, document.head.max_points) == ("nho-2022", "so", 10)
    assert (document.head.decision_number, document.head.decided_on) == ("12/QĐ-UBND", dt.date(2022, 1, 14))
    assert document.options == Options(bands=(Band("Tốt", Decimal(80)), Band("Chưa tốt", Decimal(0))))
    assert [(area.code, area.short_name, len(area.children)) for area in document.tree] == [
        ("1", "Chỉ đạo", 2),
        ("2", "", 0),
    ]
    assert [each.code for each in leaves(document.tree)] == ["1.1", "1.2", "2"]


def test_leaf_is_read_with_its_inputs():
    plan, talk, survey = leaves(read_set(SMALL_SET).tree)

    assert plan.inputs == (
        Input("done", "Số nhiệm vụ đã hoàn thành", source=Source.PLAN_DONE),
        Input("due", "Số nhiệm vụ trong kế hoạch", source=Source.PLAN_TASKS),
    )
    assert (plan.evidence_required, plan.guidance, plan.clause) == (True, "Hệ thống tự đếm.", "Mục 1.1")
    assert (talk.inputs, talk.scored_by) == (talk.rule.INPUTS, ScoredBy.UNIT)
    assert survey.scored_by == ScoredBy.SURVEY


def test_options_and_gates_are_read():
    extra = '[scoring]\nrescale = "rescale_appraisal_then_add_survey"\nresult = "points"\n'
    extra += '[[gates]]\nof = "2"\nbelow = 80\ncap = "Chưa tốt"\nreason = "khảo sát dưới 80%"\n'

    options = read_set(SMALL_SET + extra).options

    assert (options.rescale, options.result) == (Rescale.APPRAISAL, Result.POINTS)
    assert options.gates == (Gate(of="2", below=Decimal(80), cap="Chưa tốt", reason="khảo sát dưới 80%"),)


def test_bonus_area_stands_outside_the_sum_and_may_hold_more_than_its_cap():
    bonus = '[[criteria]]\ncode = "9"\nname = "Điểm thưởng"\nmax = 1\n'
    bonus += '[[criteria]]\ncode = "9.1"\nname = "Mô hình mới"\nmax = 3\nrule.kind = "yes_no"\n'

    assert read_set(SMALL_SET + bonus + '[scoring]\nbonus = ["9"]\n').tree[2].max_points == 1


@pytest.mark.parametrize(("code", "count"), [("so-2022", 54), ("huyen-2022", 41)])
def test_worked_sets_are_seventy_appraised_and_thirty_surveyed(code, count):
    document = read_set(worked_set(code))
    found = list(leaves(document.tree))

    surveyed = sum(each.max_points for each in found if each.scored_by == ScoredBy.SURVEY)
    assert (len(found), len(document.tree), surveyed, document.head.max_points) == (count, 8, 30, 100)
    assert [band.label for band in document.options.bands] == ["Rất tốt", "Tốt", "Khá", "Trung bình", "Kém"]


@pytest.mark.parametrize("code", WORKED)
def test_every_leaf_of_a_worked_set_guides_whoever_fills_it_in(code):
    document = read_set(worked_set(code))

    assert all(area.short_name for area in document.tree)
    assert all(each.guidance and each.clause for each in leaves(document.tree))


def test_the_commune_set_has_eight_contents_bonus_and_penalty():
    """No district after 2025: owners appraise all communes; without survey the appraisal is brought to 100."""
    document = read_set(worked_set("xa-2025"))
    areas = {area.code: area.max_points for area in document.tree}
    owners = {each.code: each.owner for each in leaves(document.tree) if each.owner}

    assert [sum(areas[str(code)] for code in range(1, 9)), areas["9"], areas["10"]] == [100, 5, 5]
    assert (document.options.bonus, document.options.penalty) == (("9",), ("10",))
    assert document.options.no_survey is NoSurvey.CONVERT
    assert owners == {"2.2": "STP", "4.2": "SNV"}


def test_the_departments_set_is_the_composite_of_the_domain_notes():
    """Domain notes 2.3, item by item: code, maximum, kind of rule."""
    found = {each.code: (each.max_points, each.rule.KIND) for each in leaves(read_set(worked_set()).tree)}

    assert found == {code: (Decimal(maximum), kind) for code, maximum, kind in COMPOSITE}


COMPOSITE = [
    ("1.1.1", "0.50", "lateness"),
    ("1.1.2", "1.00", "ratio"),
    ("1.2", "1.00", "deduction"),
    ("1.3.1", "0.50", "bands"),
    ("1.3.2", "1.00", "ratio"),
    ("1.4.1", "0.50", "ratio"),
    ("1.4.2", "0.50", "count_bands"),
    ("1.5", "1.50", "count"),
    ("1.6", "2.50", "weighted_ratio"),
    ("1.7", "1.00", "yes_no"),
    ("1.8", "0.50", "yes_no"),
    ("2.1", "2.00", "ratio"),
    ("2.2.1", "0.50", "yes_no"),
    ("2.2.2", "0.50", "lateness"),
    ("2.2.3", "0.50", "ratio"),
    ("2.3.1", "0.75", "yes_no"),
    ("2.3.2", "0.75", "ratio"),
    ("2.4", "2.00", "ratio"),
    ("3.1.1", "1.50", "deduction"),
    ("3.1.2", "1.50", "deduction"),
    ("3.1.3", "1.00", "bands"),
    ("3.2.1", "1.00", "ratio"),
    ("3.2.2", "1.00", "count"),
    ("3.3.1", "4.00", "ratio"),
    ("3.3.2", "1.00", "ratio"),
    ("3.4.1", "1.00", "ratio"),
    ("3.4.2", "1.00", "ratio"),
    ("3.5", "3.00", "choice"),
    ("4.1", "1.50", "yes_no"),
    ("4.2", "1.50", "yes_no"),
    ("4.3", "1.50", "yes_no"),
    ("4.4", "1.50", "choice"),
    ("5.1", "2.00", "ratio"),
    ("5.2", "1.00", "yes_no"),
    ("5.3", "1.50", "yes_no"),
    ("5.4", "1.00", "lateness"),
    ("5.5", "1.00", "ratio"),
    ("5.6", "2.00", "deduction"),
    ("5.7", "1.00", "ratio"),
    ("6.1", "2.00", "ratio"),
    ("6.2", "1.50", "ratio"),
    ("6.3", "0.50", "yes_no"),
    ("6.4", "1.00", "ratio"),
    ("7.1", "2.00", "ratio"),
    ("7.2", "2.00", "ratio"),
    ("7.3", "2.00", "ratio"),
    ("7.4", "3.00", "ratio"),
    ("7.5", "2.00", "ratio"),
    ("7.6", "2.00", "ratio"),
    ("7.7", "1.00", "bands"),
    ("7.8", "1.00", "deduction"),
    ("7.9", "1.00", "choice"),
    ("8.1", "20.00", "survey"),
    ("8.2", "10.00", "share"),
]


# --- faults ------------------------------------------------------------------------------------------------------

ONE_FAULT = [
    (
        changed('name = "Bộ', "name = Bộ"),
        "Dòng 3, cột 8: không đúng cú pháp TOML; kiểm tra dấu ngoặc kép, dấu bằng và dấu ngoặc vuông.",
    ),
    ("code =", "Cuối tệp: không đúng cú pháp TOML; kiểm tra dấu ngoặc kép, dấu bằng và dấu ngoặc vuông."),
    (without('block = "so"'), "Thông tin chung: chưa ghi “Khối đơn vị”."),
    (
        changed('block = "so"', 'block = "so"\nkhoi = "so"'),
        "Thông tin chung: không có khóa “khoi”; các khóa dùng được: "
        "code, name, block, max, decision_number, decided_on, year, follows.",
    ),
    (
        changed("max = 10", "max = 11"),
        "Thông tin chung, “Tổng điểm tối đa”: các mục bên dưới (1, 2) cộng lại 10 điểm, khác điểm tối đa 11.",
    ),
    (
        changed("max = 3", "max = 2.5"),
        "Tiêu chí 1: các mục bên dưới (1.1, 1.2) cộng lại 3,5 điểm, khác điểm tối đa 4.",
    ),
    (
        changed("max = 3", 'max = "3,0"'),
        "Tiêu chí 1.1, “Điểm tối đa”: phải là một số với dấu chấm thập phân, ví dụ 0.25; đang viết “3,0”.",
    ),
    (
        changed("rule.floor = 80", "rule.san = 80"),
        "Tiêu chí 1.1, “Luật chấm”: không có khóa “san”; các khóa dùng được: "
        "nothing, zero_denominator, knock_out, remedy, checks, part, whole, excluded, floor, target, step, may_exceed.",
    ),
    (
        changed('"ratio"', '"ty_le"'),
        "Tiêu chí 1.1, “Luật chấm”: không có loại luật “ty_le”; chọn một trong: yes_no, choice, bands, "
        "count_bands, lateness, imported_class, ratio, weighted_ratio, formula, count, deduction, deduction_plus, "
        "survey, share.",
    ),
    (
        changed("rule.floor = 80", "rule.floor = 80\nrule.target = 70"),
        "Tiêu chí 1.1, luật “Tỷ lệ nhân điểm tối đa”: “Ngưỡng tối thiểu” (80%) lớn hơn “Mục tiêu” (70%).",
    ),
    (
        changed('source = "plan.done"', 'source = "plan.xong"'),
        "Tiêu chí 1.1, “Số liệu”, dòng 1, “Nguồn”: “plan.xong” không dùng được; chọn một trong: "
        + ", ".join(Source.values)
        + ".",
    ),
    (
        changed('"yes_no"', '"yes_no"\ninputs = [{name = "yes", label = "A"}, {name = "yes", label = "B"}]'),
        "Tiêu chí 1.2, “Số liệu”: “Tên trong luật” “yes” dùng hai lần.",
    ),
    (without('rule.kind = "yes_no"'), "Tiêu chí 1.2: không có tiêu chí con nên phải có luật chấm."),
    (
        changed('short_name = "Chỉ đạo"', 'rule.kind = "yes_no"'),
        "Tiêu chí 1: có tiêu chí con nên không đặt “Luật chấm” và “Số liệu”.",
    ),
    (changed("from = 80", "from = 0"), "Mức “Chưa tốt”: phải thấp hơn mức “Tốt” đứng trước."),
    (changed("from = 0", "from = 10"), "Mức “Chưa tốt”: mức cuối cùng phải bắt đầu từ 0."),
    (changed('"Chưa tốt"', '"Tốt"'), "Mức “Tốt”: tên mức dùng hai lần."),
    (
        SMALL_SET + '[scoring]\nbonus = ["1.1"]\n',
        "Cách cộng điểm: “1.1” ở điểm thưởng hoặc điểm trừ không phải mã một lĩnh vực.",
    ),
    (SMALL_SET + '[scoring]\nties = ["1.1"]\n', "Xét tiếp khi bằng điểm: “1.1” không phải mã một lĩnh vực."),
    (
        SMALL_SET + '[[quotas]]\nlabel = "Tốt"\npercent = 25\nties = ["9"]\n',
        "Xét tiếp khi bằng điểm: “9” không phải mã một lĩnh vực.",
    ),
    (
        SMALL_SET + '[[quotas]]\nlabel = "Chưa tốt"\npercent = 25\n',
        "Tỷ lệ tối đa của “Chưa tốt”: phải là một mức không phải mức cuối cùng.",
    ),
    (
        SMALL_SET + '[[once]]\ncodes = ["1.1", "1"]\n',
        "“Chỉ tính một lần”, dòng 1: “1” không phải tiêu chí chấm điểm.",
    ),
    (
        SMALL_SET + '[[once]]\ncodes = ["1.1", "1.1"]\n',
        "“Chỉ tính một lần”, dòng 1: cần ít nhất hai tiêu chí khác nhau.",
    ),
    (
        SMALL_SET + '[[gates]]\nof = "1.1.done"\ncap = "Chưa tốt"\nreason = "thử"\n',
        "Điều kiện “thử”: phải ghi ít nhất một trong “Nhỏ hơn”, “Không quá”, “Lớn hơn”, “Từ”.",
    ),
    (
        SMALL_SET + '[[gates]]\nof = "plan.done"\nbelow = 1\nreason = "thử"\n',
        "Điều kiện “thử”: ghi đúng một trong hai ô “Thì cao nhất là” và “Thì hạ”.",
    ),
    (
        SMALL_SET + '[[gates]]\nof = "1"\nbelow = 1\ndown = 1\ncap = "Chưa tốt"\nreason = "thử"\n',
        "Điều kiện “thử”: ghi đúng một trong hai ô “Thì cao nhất là” và “Thì hạ”.",
    ),
    (
        SMALL_SET + 12 * f'[[gates]]\nof = "1"\nbelow = 1\ndown = 1\nreason = "{60 * "a"}"\n',
        "Các điều kiện xếp loại: lý do cộng lại dài 1128 ký tự, tối đa 1000; viết gọn lại.",
    ),
    (
        changed('rule.kind = "yes_no"', 'rule.kind = "yes_no"\nscored_by = "owner"'),
        "Tiêu chí 1.2: “Ai chấm” là “Cơ quan chủ trì lĩnh vực chấm” thì phải ghi “Cơ quan chủ trì”, và ngược lại.",
    ),
    (
        changed('rule.kind = "yes_no"', 'rule.kind = "yes_no"\nowner = "STP"'),
        "Tiêu chí 1.2: “Ai chấm” là “Cơ quan chủ trì lĩnh vực chấm” thì phải ghi “Cơ quan chủ trì”, và ngược lại.",
    ),
    (
        changed("rule.floor = 80", 'rule.floor = 80\nrule.remedy = { when = "due", points = 1, reason = "thử" }'),
        "Tiêu chí 1.1, luật “Tỷ lệ nhân điểm tối đa”: “Được nâng khi có khắc phục”: "
        "“due” đã là số liệu của luật; cần số liệu riêng.",
    ),
    (
        changed('rule.kind = "ratio"\nrule.floor = 80', 'rule.kind = "formula"\nrule.formula = "done / (due"'),
        "Tiêu chí 1.1, “Luật chấm”, “Công thức”: cột 12: thiếu dấu “)” cho phần mở ở cột 8.",
    ),
    (changed('rule.kind = "ratio"\n', ""), "Tiêu chí 1.1, “Luật chấm”: chưa chọn “Loại luật”."),
    (
        changed("rule.floor = 80", 'rule.floor = 80\nrule.checks = [{ formula = "done + due", says = "Tổng" }]'),
        "Tiêu chí 1.1, “Luật chấm”, “Phép kiểm tra”, dòng 1, “Phải đúng”: phải có dấu so sánh (= < <= > >= !=), "
        "ví dụ “early + on_time = finished”.",
    ),
    (
        changed("rule.floor = 80", 'rule.floor = 80\nrule.checks = [{ formula = "done <= phai", says = "Không quá" }]'),
        "Tiêu chí 1.1, luật “Tỷ lệ nhân điểm tối đa”: “Phép kiểm tra”, dòng 1: không có số liệu tên “phai”.",
    ),
    (
        changed('source = "plan.done" }', 'source = "plan.done", same_as = "plan.tasks" }'),
        "Tiêu chí 1.1, “Số liệu”: “Số nhiệm vụ đã hoàn thành” chỉ đối chiếu được khi đơn vị nhập, với số hệ thống đếm.",
    ),
    (
        changed('label = "Số nhiệm vụ đã hoàn thành"', 'label = "Số nhiệm vụ đã hoàn thành", same_in = "7.7.done"'),
        "Tiêu chí 1.1, “Số liệu”, “Số nhiệm vụ đã hoàn thành”: không có số liệu “7.7.done” trong bộ tiêu chí.",
    ),
    (
        changed('label = "Số nhiệm vụ đã hoàn thành"', 'label = "Số nhiệm vụ đã hoàn thành", same_in = "1.1.due"'),
        "Tiêu chí 1.1, “Số liệu”, “Số nhiệm vụ đã hoàn thành”: phải giống một số ở tiêu chí khác; trong cùng tiêu chí "
        "thì dùng “Phép kiểm tra”.",
    ),
    (
        changed('label = "Số nhiệm vụ đã hoàn thành"', 'label = "Số nhiệm vụ đã hoàn thành", same_in = "1.2.yes"'),
        "Tiêu chí 1.1, “Số liệu”, “Số nhiệm vụ đã hoàn thành”: chỉ đối chiếu được số đơn vị nhập.",
    ),
    (
        changed('source = "plan.done" }', 'source = "index" }'),
        "Tiêu chí 1.1, “Số nhiệm vụ đã hoàn thành”: “Nguồn” là “Chỉ số đã công bố” thì phải ghi “Mã chỉ số”, "
        "và ngược lại.",
    ),
    (changed("[[bands]]", "scoring = 1\n[[bands]]"), "Cách cộng điểm ([scoring]): phải là một nhóm khóa = giá trị."),
    (
        changed("from = 80", 'from = "cao"'),
        "Cách cộng điểm, “Mức xếp loại”, dòng 1, “Từ”: phải là một số với dấu chấm thập phân, ví dụ 0.25; "
        "đang viết “cao”.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), ONE_FAULT)
def test_a_fault_is_named_with_criterion_and_key(text, fault):
    assert faults_of(text) == [fault]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            changed('name = "due"', 'name = "phai"'),
            [
                "Tiêu chí 1.1, “Số liệu”: luật “Tỷ lệ nhân điểm tối đa” cần một số liệu có “Tên trong luật” là “due”.",
                "Tiêu chí 1.1, “Số liệu”: luật “Tỷ lệ nhân điểm tối đa” không dùng số liệu có "
                "“Tên trong luật” là “phai”.",
            ],
        ),
        (
            changed('code = "1.2"', 'code = "3.2"'),
            [
                "Tiêu chí 3.2: không thấy tiêu chí cha “3” ở phía trên.",
                "Tiêu chí 1: các mục bên dưới (1.1) cộng lại 3 điểm, khác điểm tối đa 4.",
            ],
        ),
        (
            changed('code = "1.2"', 'code = "1.1"'),
            [
                "Tiêu chí 1.1: mã này đã dùng cho một tiêu chí ở phía trên.",
                "Tiêu chí 1: các mục bên dưới (1.1) cộng lại 3 điểm, khác điểm tối đa 4.",
            ],
        ),
        (
            changed('code = "1.2"\n', ""),
            [
                "Tiêu chí thứ 3: chưa ghi “Mã”.",
                "Tiêu chí 1: các mục bên dưới (1.1) cộng lại 3 điểm, khác điểm tối đa 4.",
            ],
        ),
        (
            SMALL_SET + '[[gates]]\nof = "7"\nbelow = 80\ncap = "Khá"\nreason = "thử"\n',
            [
                "Điều kiện “thử”: không có mức “Khá”.",
                "Điều kiện “thử”: “7” không phải mã tiêu chí hay tên số liệu.",
            ],
        ),
        (
            'code = "trong"\nname = "Trống"\nblock = "so"\nmax = 10\n',
            [
                "Chưa có “Mức xếp loại” nào.",
                "Chưa có tiêu chí nào.",
            ],
        ),
        (
            "criteria = 3\n" + SMALL_SET.split("[[criteria]]")[0],
            ["Chưa có tiêu chí nào."],
        ),
        (
            "criteria = [3]\n" + SMALL_SET.split("[[criteria]]")[0],
            ["Tiêu chí thứ 1: phải là một nhóm khóa = giá trị."],
        ),
    ],
)
def test_faults_that_come_together_are_told_together(text, faults):
    assert faults_of(text) == faults


NOT_FULL = "mức cao nhất được {},00 điểm, phải bằng điểm tối đa 3,00."
BANDS = """rule.bands = [{{ from = 80, points = {} }}, {{ from = {}, points = 1 }}]"""


@pytest.mark.parametrize(
    ("kind", "parameters", "fault"),
    [
        ("bands", BANDS.format(2, 50), NOT_FULL.format(2)),
        ("bands", BANDS.format(3, 80), "ngưỡng “Từ” 80 ghi hai lần."),
        ("count_bands", BANDS.format(4, 50), NOT_FULL.format(4)),
        (
            "lateness",
            "rule.bands = [{ up_to = 3, points = 1 }]",
            "mức cao nhất được 1,00 điểm, phải bằng điểm tối đa 3,00.",
        ),
        (
            "choice",
            'rule.options = [{ label = "Đủ", points = 1 }]',
            "mức cao nhất được 1,00 điểm, phải bằng điểm tối đa 3,00.",
        ),
    ],
)
def test_parameters_must_fit_the_maximum_of_the_leaf(kind, parameters, fault):
    text = changed('rule.kind = "ratio"\nrule.floor = 80', f'rule.kind = "{kind}"\n{parameters}')

    assert f"Tiêu chí 1.1, luật “{KINDS[kind].LABEL}”: {fault}" in faults_of(text)


def test_faults_everywhere_are_told_at_once():
    text = SMALL_SET
    for old, new in [
        ('block = "so"', "block = 3"),
        ("max = 3", "max = 2"),
        ("rule.floor = 80", "rule.floor = 800"),
        ('rule.kind = "yes_no"', ""),
        ("from = 0", "from = 5"),
    ]:
        text = text.replace(old, new, 1)

    assert faults_of(text) == [
        "Thông tin chung, “Khối đơn vị”: phải là chữ đặt trong ngoặc kép và không được trống.",
        "Tiêu chí 1.1, “Luật chấm”, “Ngưỡng tối thiểu”: phải là số từ 0 đến 100; đang ghi 800.",
        "Tiêu chí 1: các mục bên dưới (1.1, 1.2) cộng lại 3 điểm, khác điểm tối đa 4.",
        "Tiêu chí 1.2: không có tiêu chí con nên phải có luật chấm.",
        "Mức “Chưa tốt”: mức cuối cùng phải bắt đầu từ 0.",
    ]


LINES = SMALL_SET.splitlines()


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.sampled_from(["", "1", '"1.1"', "[1]", "{ a = 1 }", "nan", "9" * 5000])
        )
    )
)
def test_a_mangled_file_is_refused_and_never_crashes(changes):
    lines = list(LINES)
    for at, value in changes:
        key, equals, _ = lines[at].partition(" = ")
        lines[at] = f"{key} = {value}" if equals and value else ""

    with suppress(SetErrors):
        read_set("\n".join(lines))
