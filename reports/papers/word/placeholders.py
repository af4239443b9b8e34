"""Reads what a template asks for and says everything that is wrong with it, each with its place (pure).

A template may write words of the vocabulary, walk lists and ask whether a word is there. It cannot reckon, call or
reach further, and a loop inside a loop goes along the outer one, so that a document never grows beyond its figures.
"""

import difflib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from defusedxml import ElementTree
from jinja2 import Environment, TemplateSyntaxError, nodes

from reports.papers.word.vocabulary import VOCABULARY, Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = (
    (re.compile(r"word/document\.xml"), "thân văn bản"),
    (re.compile(r"word/header\d*\.xml"), "đầu trang"),
    (re.compile(r"word/footer\d*\.xml"), "chân trang"),
    (re.compile(r"word/footnotes\.xml"), "cước chú"),
)
_TOKEN = re.compile(r"\{%-?(?P<deed>.*?)-?%\}|\{\{(?P<text>.*?)\}\}|\{#.*?#\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_SCOPED = re.compile(r"(?P<what>p|tr|tc|r)\s+(?P<rest>.*)")
_FOR = re.compile(r"for\s+(?P<item>[^\W\d]\w*)\s+in\s+(?P<of>.+)")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_WHOLE = {"p": "đoạn", "tr": "dòng của bảng", "tc": "ô của bảng"}
FILTERS = frozenset({"upper", "lower", "capitalize", "trim"})
_LOOP = {name: Word(f"loop.{name}") for name in ("index", "first", "last", "length")}
_PLAIN = (nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const, nodes.Concat, nodes.CondExpr)
_GRAMMAR = Environment(autoescape=True)
_UNKNOWN = Word("?")  # of a loop over what is not there: said once, at the loop


@dataclass(slots=True)
class _Reading:
    """How far one part has been read: names in sight, what is still open, what was wrong."""

    place: str
    scopes: list[dict[str, Word]] = field(default_factory=lambda: [dict(VOCABULARY)])
    waiting: list[tuple[str, str]] = field(default_factory=list)  # "for" or "if", and the text that opened it
    faults: list[str] = field(default_factory=list)

    def say(self, written: str, sentence: str) -> None:
        self.faults.append(f"“{written.strip()[:80]}” ({self.place}): {sentence}")

    @property
    def items(self) -> set[str]:
        """Names that loops around here have given."""
        return {name for scope in self.scopes[1:] for name in scope if name != "loop"}

    def find(self, name: str) -> Word | None:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def names(self) -> list[str]:
        return [name for scope in self.scopes for name in scope]


def placeholder_faults(content: bytes) -> list[str]:
    """Every unknown word and every mistake of writing, in the order of the document. The file is a plain .docx."""
    faults: list[str] = []
    asked = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            place = next((place for pattern, place in _PARTS if pattern.fullmatch(name)), "")
            if place:
                reading = _Reading(place)
                asked += _read(reading, archive.read(name))
                faults += reading.faults
    if not asked and not faults:
        faults.append("Tệp không có chỗ nào để điền số liệu. Hãy bắt đầu từ mẫu của hệ thống rồi sửa.")
    return list(dict.fromkeys(faults))


def _read(reading: _Reading, content: bytes) -> int:
    """Walk one part; how many places it has for figures."""
    root, asked = ElementTree.fromstring(content), 0
    rows = {child: row for row in root.iter(f"{_W}tr") for child in row.iter(f"{_W}p")}
    for paragraph in root.iter(f"{_W}p"):
        text = _text_of(paragraph)
        for token in _TOKEN.finditer(text):
            if token["deed"] is not None:
                row = "".join(map(_text_of, rows[paragraph].iter(f"{_W}p"))) if paragraph in rows else ""
                _deed(reading, token[0], token["deed"].translate(_QUOTES).strip(), text, row)
            elif token["text"] is not None:
                asked += 1
                _value(reading, token[0], token["text"].translate(_QUOTES))
        if _BRACES.search(_TOKEN.sub("", text)):
            reading.say(text, "dấu ngoặc mở mà không đóng, hoặc đóng mà không mở. Mỗi chỗ điền nằm gọn trong một đoạn.")
    for deed, written in reading.waiting:
        reading.say(written, f"lệnh {deed} chưa có end{deed}.")
    return asked


def _text_of(paragraph: Any) -> str:
    """What stands in the paragraph itself, not in the text boxes that hang on it."""
    found: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}t":
            found.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            found.append(" ")
        elif node.tag != f"{_W}p":
            waiting += reversed(node)
    return "".join(found)


# --- what stands in {% … %} ------------------------------------------------------------------------------------------


def _deed(reading: _Reading, written: str, deed: str, paragraph: str, row: str) -> None:
    if scoped := _SCOPED.fullmatch(deed):
        deed, around = scoped["rest"].strip(), row if scoped["what"] in ("tr", "tc") else paragraph
        if scoped["what"] in _WHOLE and around.replace(written, "", 1).strip():
            reading.say(written, f"cả {_WHOLE[scoped['what']]} chứa lệnh này sẽ bị bỏ đi; hãy để lệnh đứng riêng.")
    word = deed.split(maxsplit=1)[0] if deed else ""
    if word == "for":
        _open_loop(reading, written, deed)
    elif word in ("if", "elif"):
        if word == "if":
            reading.waiting.append(("if", written))
        elif not reading.waiting or reading.waiting[-1][0] != "if":
            reading.say(written, "elif đứng ngoài lệnh if.")
        _judged(reading, written, deed.removeprefix(word))
    elif deed in ("endfor", "endif"):
        _close(reading, written, deed.removeprefix("end"))
    elif deed == "else":
        if not reading.waiting:
            reading.say(written, "else đứng ngoài lệnh if hay for.")
    else:
        reading.say(written, "mẫu chỉ dùng được các lệnh for, endfor, if, elif, else, endif.")


def _open_loop(reading: _Reading, written: str, deed: str) -> None:
    reading.waiting.append(("for", written))
    each: dict[str, Word] = {"loop": Word("vòng lặp", _LOOP)}
    if not (found := _FOR.fullmatch(deed)):
        reading.say(written, "viết chưa đúng; ví dụ: {%tr for dv in khoi.don_vi %}.")
    else:
        word = _judged(reading, written, found["of"])
        if word and not word.many:
            reading.say(written, f"“{found['of'].strip()}” không phải danh sách nên không lặp được.")
        elif word and reading.items and re.split(r"\W", found["of"].strip())[0] not in reading.items:
            reading.say(written, "vòng lặp bên trong phải đi theo vòng ngoài, ví dụ khoi.don_vi trong khoi.")
        each[found["item"]] = word.each if word and word.many else _UNKNOWN
    reading.scopes.append(each)


def _close(reading: _Reading, written: str, deed: str) -> None:
    if not reading.waiting or reading.waiting[-1][0] != deed:
        reading.say(written, f"end{deed} không khớp với lệnh {deed} nào đang mở.")
        return
    reading.waiting.pop()
    if deed == "for":
        reading.scopes.pop()


# --- what stands in {{ … }} and after for, if ------------------------------------------------------------------------


def _value(reading: _Reading, written: str, text: str) -> None:
    if scoped := _SCOPED.fullmatch(text):
        reading.say(written, f"hãy viết {{{{ {scoped['rest'].strip()} }}}}, không có chữ {scoped['what']} ở đầu.")
        return
    word = _judged(reading, written, text)
    if word and not word.is_text:
        what = "một danh sách; hãy đi qua nó bằng lệnh for" if word.many else "một nhóm; hãy viết tên bên trong"
        example = f", ví dụ {text.strip()}.{next(iter(word.fields))}" if word.fields and not word.many else ""
        reading.say(written, f"đây là {what}{example}.")


def _judged(reading: _Reading, written: str, expression: str) -> Word | None:
    """What the expression gives; None where something is wrong, which has been said."""
    try:
        parsed = _GRAMMAR.parse(f"{{{{ {expression} }}}}").body
    except TemplateSyntaxError:
        parsed = []
    if len(parsed) != 1 or not isinstance(parsed[0], nodes.Output) or len(parsed[0].nodes) != 1:
        reading.say(written, "viết chưa đúng; chỉ viết tên, ví dụ {{ dv.ten }}.")
        return None
    return _word(reading, written, parsed[0].nodes[0])


def _word(reading: _Reading, written: str, node: nodes.Node) -> Word | None:
    if isinstance(node, nodes.Name):
        found = reading.find(node.name)
        if found is None:
            reading.say(written, f"không có “{node.name}” ở đây{_like(node.name, reading.names())}.")
        return None if found is _UNKNOWN else found
    if isinstance(node, nodes.Getattr):
        return _inside(reading, written, node)
    if isinstance(node, nodes.Filter) and node.node is not None and node.name in FILTERS and not node.args:
        return _word(reading, written, node.node)
    if isinstance(node, _PLAIN):
        inner = [_word(reading, written, child) for child in node.iter_child_nodes()]
        return Word("phép so sánh") if all(inner) else None
    reading.say(written, "mẫu chỉ viết số liệu ra, không tính toán, không gọi lệnh; được dùng |upper, |lower.")
    return None


def _inside(reading: _Reading, written: str, node: nodes.Getattr) -> Word | None:
    outer = _word(reading, written, node.node)
    if outer is None:
        return None
    fields: Mapping[str, Word] = {} if outer.many else outer.fields
    if node.attr in fields:
        return fields[node.attr]
    if outer.many:
        reading.say(written, "đây là một danh sách; hãy đi qua nó bằng lệnh for rồi viết tên của từng mục.")
    else:
        reading.say(written, f"không có “{node.attr}” trong này{_like(node.attr, list(fields))}.")
    return None


def _like(name: str, names: list[str]) -> str:
    near = next(iter(difflib.get_close_matches(name.lower(), names, 1)), "")
    return f"; có phải là “{near}” không" if near else ""
