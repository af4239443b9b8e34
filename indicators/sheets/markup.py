"""The rows of the entry grid, and the answer to a row just saved, as finished HTML.

The row loop is the cost of the page: a template takes ten times as long (docs/performance.md). What would be the same
in every row stands once: on the table, in the form around it, in what the script copies. Everything that comes from
data passes escape().
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from cchc_portal.templatetags.portal import symbol
from indicators.sheets.overviews import Mark
from indicators.sheets.rows import Field, Row

WARN = ' class="is-warn"'
HIT = ' class="hit"'

# --- rows -----------------------------------------------------------------------------------------------------------


def rows_html(rows: Iterable[Row], *, failed: int = 0, clash: str = "") -> SafeString:
    """The body of the grid; a criterion that stands above several rows is printed once, above them. `clash`: the two
    versions of the row `failed`, where nobody's script can ask which is to stay."""
    parts, group = [], ""
    for row in rows:
        if row.group != group and row.group:
            parts.append(f'</tbody><tbody><tr><th scope="rowgroup" colspan="5">{escape(row.group)}</th></tr>')
        group = row.group
        parts.append(_row(row, clash if row.pk == failed else ""))
    return SafeString("".join(parts))


def _row(row: Row, clash: str) -> str:
    """Cells and rows end where the next begins, as HTML has it."""
    code = escape(row.code)
    return (
        f'<tr class="r" id="r-{row.pk}"><th scope="row"><a href="{_address("score_how", row.pk)}"><i>{code}</i>'
        f"<b>{escape(row.name)}</b></a>{f'<small>{escape(row.hint)}</small>' if row.hint else ''}"
        f'<td class="res">{_result(row, code)}{_none(row, code)}{_messages(row, clash)}{_remark(row, code)}'
        f'<td class="sco">{_own(row, code)}<td class="ev">{_evidence(row, code)}<td class="st">{_state(row, code)}'
    )


def _messages(row: Row, clash: str) -> str:
    """The sentences about the row, with a name while there are any; a place for them where somebody types."""
    said = messages_html(row.messages) + clash
    if said:
        return f'<div class="msgs" id="m-{row.pk}">{said}</div>'
    return '<div class="msgs"></div>' if row.editable else ""


def _state(row: Row, code: str) -> str:
    state = f'<div role="status">{tag(row.mark)}</div>' if row.editable else tag(row.mark)
    return state + _talk(row, code) + _save(row, code)


def _result(row: Row, code: str) -> str:
    """The figures, under each the one of the period before; under two of them what one is of the other."""
    if not row.is_fraction:
        shown = "".join(_single(row, field, code) + _before(row, field) for field in row.fields)
        return f"{shown}{_share(row)}"
    part, whole = row.fields
    before = f"{_before(row, part)}{_before(row, whole)}"
    return f'<span class="frac">{_control(row, part, code)}/{_control(row, whole, code)}{before}</span>{_share(row)}'


def _single(row: Row, field: Field, code: str) -> str:
    if field.options:
        return _choice(row, field, code)
    unit = f"<span>{escape(field.unit)}</span>" if field.unit else ""
    label = escape(field.label)
    return f'<label class="f">{label}<span class="one">{_control(row, field, code)}{unit}</span></label>'


def _control(row: Row, field: Field, code: str) -> str:
    """One figure: to be typed, or to be read where the portal or somebody else fills it in."""
    if not row.editable or field.locked:
        return f"<b>{escape(field.value) or '—'}</b>"
    return (
        f'<input{WARN if field.tone == "warn" else ""} name="{row.pk}-{field.name}"'
        f' value="{escape(field.value)}" aria-label="{code} {escape(field.label)}"{_state_of(row, field.tone)}>'
    )


def _choice(row: Row, field: Field, code: str) -> str:
    if not row.editable:
        return f"<b>{escape(field.text) or '—'}</b>"
    options = "".join(
        f'<option value="{value}"{" selected" if value == field.value else ""}>{escape(text)}</option>'
        for value, text in field.options
    )
    return (
        f'<select class="sel" name="{row.pk}-{field.name}" aria-label="{code} {escape(field.label)}"'
        f'{_state_of(row, field.tone)}><option value=""></option>{options}</select>'
    )


def _before(row: Row, field: Field) -> str:
    return f'<span class="was was-{field.name}">{_growth(row, field)}</span>' if row.period_before else ""


def _growth(row: Row, field: Field) -> str:
    """The same figure in the period before, and by how much it has grown."""
    if not field.before:
        return ""
    period = "" if row.is_fraction else f"{escape(row.period_before)}: "
    change = f"<b>{field.change}</b>" if field.change else ""
    return f"<span>{period}{escape(field.before)}</span>{change}"


def _share(row: Row) -> str:
    if not row.is_fraction:
        return ""
    before = f"<span>{escape(row.period_before)}: {row.share_before}</span>" if row.share_before else ""
    known = row.editable or row.share or before
    return f'<div class="out">{before}<b>{row.share}</b></div>' if known else ""


def _none(row: Row, code: str) -> str:
    if row.may_be_empty and row.editable:
        ticked = " checked" if row.no_occurrence else ""
        return (
            f'<label class="none"><input type="checkbox" name="{row.pk}-none"{ticked}>Không phát sinh'
            f'<span class="vh"> {code}</span></label>'
        )
    return '<p class="small mute">Không phát sinh trong kỳ</p>' if row.no_occurrence else ""


def _remark(row: Row, code: str) -> str:
    """The place for a reason, where one is asked for or given; elsewhere the script puts it when an answer asks."""
    if not row.editable:
        said = f'<p class="small remark"><span class="mute">Lý do, giải trình:</span> {escape(row.remark)}</p>'
        return said if row.remark else ""
    if not row.wants_remark:
        return ""
    return (
        f'<label class="f remark">Lý do, giải trình<textarea class="in" rows="1" maxlength="500" placeholder=" "'
        f' name="{row.pk}-remark" aria-label="{code} lý do, giải trình"{_state_of(row, row.remark_tone)}>'
        f"{escape(row.remark)}</textarea></label>"
    )


def _own(row: Row, code: str) -> str:
    warn = WARN if row.own_tone == "warn" else ""
    typed = f'<b class="own">{row.own or row.counted}</b>'
    if row.editable:
        typed = (
            f'<input{warn} name="{row.pk}-self" value="{escape(row.own)}"'
            f' aria-label="{code} điểm tự chấm"{_state_of(row, row.own_tone)}>'
        )
    system = f'<div class="sys">Hệ thống {row.computed}</div>' if row.editable or row.own else ""
    before = f'<div class="out">{escape(row.period_before)}: {row.points_before}</div>' if row.points_before else ""
    return f"{typed} / {row.maximum}{system}{before}"


def _evidence(row: Row, code: str) -> str:
    address, of_row, link = _address("evidence_list", row.pk), f'<span class="vh"> minh chứng {code}</span>', ""
    if row.documents:
        link = f'<a class="att" href="{address}">{symbol("clip")}{row.documents} tệp{of_row}</a>'
    elif row.editable and row.wants_evidence:
        link = f'<a class="btn sm" href="{address}">+ Thêm{of_row}</a>'
    if not row.editable:
        said = escape(row.citation) or ("" if row.documents else "Không cần")
        return link + (f'<span class="small">{said}</span>' if said else "")
    asked = ' placeholder="Số, ngày, trang"' if row.wants_evidence and not row.wants_document else ""
    return (
        f'{link}<textarea class="in cite" name="{row.pk}-citation"{asked}'
        f' aria-label="{code} viện dẫn"{_state_of(row, row.citation_tone)}>{escape(row.citation)}</textarea>'
    )


def _talk(row: Row, code: str) -> str:
    if row.talk is None:
        return ""
    new = f" · <b>{row.talk.unread} mới</b>" if row.talk.unread else ""
    return (
        f'<a class="talk" href="{_address("score_notes", row.pk)}">{row.talk.count} tin{new}'
        f'<span class="vh"> trao đổi {code}</span></a>'
    )


def _save(row: Row, code: str) -> str:
    """Saves the row where no script does; it also holds what the clerk saw: version and own points."""
    if not row.editable:
        return ""
    address = _address("entry_save", row.pk)
    return f'<button formaction="{address}" name="{row.pk}-v" value="{row.seen}">Lưu {code}</button>'


def _state_of(row: Row, tone: str) -> str:
    """An input says that it is wrong, and where the sentences about it stand, while there are any."""
    wrong = ' aria-invalid="true"' if tone == "err" else ""
    return f'{wrong} aria-describedby="m-{row.pk}"' if row.messages else wrong


# --- small pieces ---------------------------------------------------------------------------------------------------


def tag(mark: Mark) -> str:
    return f'<span class="tag {mark.tone}">{symbol(mark.icon)}{escape(mark.text)}</span>'


def messages_html(messages: Iterable[Mark]) -> str:
    return "".join(
        f'<p class="msg {each.tone}">{symbol(each.icon)}<span>{escape(each.text)}</span></p>' for each in messages
    )


@lru_cache
def _ends(name: str) -> tuple[str, str]:
    head, _, tail = reverse(f"indicators:{name}", args=[0]).rpartition("/0/")
    return f"{head}/", f"/{tail}"


def _address(name: str, pk: int) -> str:
    """As reverse() would give it, which is asked once and not once per row."""
    head, tail = _ends(name)
    return f"{head}{pk}{tail}"


# --- the answer to one row ------------------------------------------------------------------------------------------


def answer_html(row: Row, mark: Mark, notes: Iterable[Mark], clash: str = "") -> str:
    """The state of the row, which lands in its cell, and the sentences under it."""
    return f"{tag(mark)}{_swap('div', row, '.msgs', messages_html(notes) + clash)}"


def saved_html(row: Row, *, explains: bool) -> str:
    """What else the page shows of a row that was stored. `explains`: the panel at the side is about this row."""
    parts = [_swap("div", row, ".sys", f"Hệ thống {row.computed}")]
    if row.is_fraction:
        parts.append(_swap("b", row, ".out b", row.share))
    if row.period_before:
        parts += [_swap("span", row, f".was-{field.name}", _growth(row, field)) for field in row.fields]
    if explains:
        parts.append(f'<div hx-swap-oob="innerHTML:#how" data-row="r-{row.pk}">{scoring_html(row)}</div>')
    return "".join(parts)


def _swap(element: str, row: Row, place: str, content: str) -> str:
    return f'<{element} hx-swap-oob="innerHTML:#r-{row.pk} {place}">{content}</{element}>'


def scoring_html(row: Row) -> SafeString:
    """The steps of the rule, the one that applies marked, and the arithmetic."""
    rungs = "".join(
        f"<tr{HIT if rung.hit else ''}><td>{escape(rung.text)}</td><td>{escape(rung.points)}</td></tr>"
        for rung in row.ladder
    )
    code, why = escape(row.code), ""
    if row.explanation:
        address = reverse("reports:score_why", args=[row.pk])
        why = (
            f'<p class="mute mt">{escape(row.explanation)} · <a href="{address}">Vì sao?<span class="vh"> {code}</span>'
            "</a></p>"
        )
    table = f'<table class="ladder"><caption class="vh">Thang điểm {code}</caption><tbody>{rungs}</tbody></table>'
    return SafeString(table + why)
