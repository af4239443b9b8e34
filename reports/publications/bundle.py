"""The bundle of a publication: a zip of plain files that says, and proves, what was published (pure).

The zip stores and never compresses, has no clock and one order of names (verify.packed), so that the same content is
always the same bytes whatever program or version writes it. Its SHA-256 is the digest printed everywhere.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_portal.audit.canonical import canonical
from reports.publications.verify import FORMAT, packed

VERIFIER = Path(__file__).with_name("verify.py").read_bytes()
NAMES = ("rules", "inputs", "results", "words")
READ_ME = """GÓI CÔNG BỐ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH

{title}
Quyết định số {decision_number}, công bố lần {version} ({status}).

Trong gói này:
  ket-qua.csv     bảng kết quả để đọc
  lich-su.csv     các lần công bố của kỳ, lý do đính chính
  inputs.json     số liệu: trả lời, điểm tự chấm, điểm thẩm định, số liệu đo và điều tra, văn bản dẫn chứng
  rules.json      bộ tiêu chí, quy tắc tính điểm, làm tròn, xếp loại, xếp hạng
  results.json    kết quả: điểm từng tiêu chí, tổng điểm, hạng, loại
  words.json      lời giải thích cách tính
  manifest.json   quyết định, người đề nghị, người phê duyệt và mã SHA-256 của từng tệp
  verify.py       chương trình tính lại mọi điểm, hạng, loại từ inputs.json và rules.json

Cách kiểm tra (máy có Python 3.9 trở lên, không cần mạng): giải nén verify.py ra cùng thư mục với gói, rồi gõ
  python3 verify.py ten-goi.zip MÃ
MÃ là mã SHA-256 in trong quyết định, trên trang công khai và trên mọi tệp xuất ra. ĐÚNG nghĩa là mọi con số tính lại
đúng như đã công bố. Để không phải tin chương trình trong gói, có thể tính mã của cả gói bằng lệnh có sẵn của máy:
  certutil -hashfile ten-goi.zip SHA256      (Windows)
  sha256sum ten-goi.zip                      (Linux)
"""
_COLUMNS = {
    "Mã khối": "block",
    "Khối": "block_name",
    "Mã đơn vị": "code",
    "Đơn vị": "name",
    "Hạng": "rank",
    "Số đơn vị xếp hạng": "of",
    "Điểm thẩm định": "appraisal",
    "Điểm điều tra": "survey",
    "Tổng điểm": "total",
    "Điểm tối đa": "max",
    "Chỉ số (%)": "percent",
    "Xếp loại": "grade",
    "Lý do xếp loại": "grade_reason",
}
_RISKY = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle opened again: its plain data by the names of its files."""

    manifest: Mapping[str, Any]
    rules: Mapping[str, Any]
    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    words: Mapping[str, Any]

    @property
    def units(self) -> list[dict[str, Any]]:
        """One dict per unit: what was put in, what came out, and what is said of it."""
        found = []
        for unit in self.inputs["units"]:
            words = self.words[unit["code"]]
            said = {"grade_reason": words["grade_reason"], "areas": words["areas"], "explanations": words["leaves"]}
            found.append({**self.results[unit["code"]], **said, **unit, "marks": self.results[unit["code"]]["leaves"]})
        return found


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def figures_digest(parts: Mapping[str, bytes]) -> str:
    """Names the figures, and the program that proves them, whatever decision they are published under.

    It is what a proposal and its approval share: equal digests mean that what was proven then holds now.
    """
    return digest(b"\n".join([*(parts[name] for name in NAMES), VERIFIER]))


def bundled(parts: Mapping[str, bytes], heading: Mapping[str, Any], history: Iterable[Mapping[str, Any]]) -> bytes:
    """The zip. `parts` are texts of JSON by NAMES; `heading`: what the decision says; `history`: all versions."""
    files = {f"{name}.json": parts[name] for name in NAMES}
    opened_parts = Bundle({}, *(json.loads(parts[name]) for name in NAMES))
    files["ket-qua.csv"] = table(
        list(_COLUMNS), [[unit[key] for key in _COLUMNS.values()] for unit in in_order(opened_parts)]
    )
    files["lich-su.csv"] = table(
        ["Lần", "Tiêu đề", "Quyết định", "Ngày quyết định", "Lý do đính chính", "Công bố lúc", "Mã SHA-256 của gói"],
        [[str(cell) for cell in json.loads(canonical([*each.values()]))] for each in history],
    )
    files["doc-truoc.txt"] = READ_ME.format(**heading).encode()
    files["verify.py"] = VERIFIER
    manifest = {"format": FORMAT, "publication": heading, "files": {name: digest(files[name]) for name in files}}
    return packed({**files, "manifest.json": canonical(manifest).encode()})


def opened(content: bytes) -> Bundle:
    """Raises KeyError, ValueError or BadZipFile where this is no bundle."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return Bundle(*(json.loads(files.read(f"{name}.json")) for name in ("manifest", *NAMES)))


def in_order(bundle: Bundle) -> list[dict[str, Any]]:
    """Block by block, best first; who is not ranked stands at the end of its block."""
    return sorted(bundle.units, key=lambda unit: (unit["block"], unit["rank"] is None, unit["rank"] or 0, unit["code"]))


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV for people: UTF-8 with a mark so that Excel reads it, and no cell that a spreadsheet takes for a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
