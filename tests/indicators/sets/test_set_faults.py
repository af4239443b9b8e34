"""Every fault of a bad criteria set, named with its place and told in one go."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.rules import KINDS, Source
from indicators.sets.document import SetErrors, read_set
from tests.factories.criteria import SMALL_SET


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
