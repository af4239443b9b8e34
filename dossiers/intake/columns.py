"""The columns of a dossier file: how they may be called, and how one cell becomes one COPY field (pure).

Runs in the reading child, so it loads neither Django nor a parser. Cells come from calamine (a date-time at midnight
is a `date`, every number a float, an error cell '') or from a CSV (always text).
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cchc_portal.kit.text import clean, folded

NULL = "\\N"
MAX_CODE = 60
EPOCH = dt.datetime.fromisoformat("1899-12-30")  # day 0 of Excel's serial dates; local, like all in the file
REMEMBERED = 4096
SEVERAL = ";"


class Problem(str):
    """What is wrong with a cell, as a sentence without its address."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    names: tuple[str, ...]  # folded, letters and digits only
    required: bool = False


COLUMNS = (
    Column("code", "Mã hồ sơ", ("ma ho so", "so ho so", "ma so ho so"), required=True),
    Column("unit", "Mã đơn vị", ("ma don vi", "ma co quan", "ma don vi tiep nhan")),
    Column("procedure", "Mã TTHC", ("ma tthc", "ma thu tuc", "ma thu tuc hanh chinh"), required=True),
    Column("name", "Tên TTHC", ("ten tthc", "ten thu tuc", "ten thu tuc hanh chinh")),
    Column("mechanism", "Cơ chế", ("co che", "co che giai quyet", "mot cua lien thong")),
    Column(
        "channel", "Kênh nộp", ("kenh nop", "hinh thuc nop", "kenh tiep nhan", "hinh thuc tiep nhan", "cach thuc nop")
    ),
    Column(
        "received",
        "Ngày tiếp nhận",
        ("ngay tiep nhan", "thoi gian tiep nhan", "ngay nhan", "ngay nhan ho so"),
        required=True,
    ),
    Column("due", "Ngày hẹn trả", ("ngay hen tra", "ngay hen tra ket qua", "thoi gian hen tra", "han tra")),
    Column(
        "finished",
        "Ngày có kết quả",
        ("ngay co ket qua", "ngay hoan thanh", "ngay ket thuc xu ly", "ngay xu ly xong"),
        required=True,
    ),
    Column("status", "Trạng thái", ("trang thai", "tinh trang", "trang thai ho so")),
    Column(
        "days",
        "Thời hạn (ngày làm việc)",
        ("thoi han ngay lam viec", "thoi han", "so ngay lam viec", "thoi han giai quyet"),
    ),
    Column("digitised", "Số hóa kết quả", ("so hoa ket qua", "so hoa", "ket qua so hoa")),
    Column("paid", "Thanh toán trực tuyến", ("thanh toan truc tuyen", "nop phi truc tuyen")),
    Column("delivered", "Ngày trả kết quả", ("ngay tra ket qua", "ngay tra", "thoi gian tra ket qua")),
    Column("papers", "Số hóa thành phần hồ sơ", ("so hoa thanh phan ho so", "so hoa thanh phan", "thanh phan so hoa")),
    Column("fee", "Phí, lệ phí (đồng)", ("phi le phi dong", "phi le phi", "le phi", "so tien phi le phi")),
    Column(
        "supplement_from",
        "Ngày yêu cầu bổ sung",
        ("ngay yeu cau bo sung", "ngay yeu cau bo sung giay to", "tam dung tu ngay"),
    ),
    Column("supplement_to", "Ngày bổ sung xong", ("ngay bo sung xong", "ngay nop bo sung", "tam dung den ngay")),
    Column("fee_from", "Ngày yêu cầu nộp phí", ("ngay yeu cau nop phi", "ngay thong bao nop phi")),
    Column("fee_to", "Ngày nộp phí", ("ngay nop phi", "ngay nop phi le phi")),
    Column("extended_to", "Gia hạn đến", ("gia han den", "ngay hen tra moi", "gia han den ngay")),
    Column("extension", "Số văn bản gia hạn", ("so van ban gia han", "so quyet dinh gia han")),
)
LABELS = {column.key: column.label for column in COLUMNS}
_BY_NAME = {name: column.key for column in COLUMNS for name in column.names}


def heading(cell: object, named: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The key of the column whose heading this is; None for columns we drop (names, ID numbers, addresses).

    `named` are headings that people have explained, by their folded text; "" there means: leave this column out.
    """
    text = plain(cell)
    return named[text] or None if text in named else _BY_NAME.get(text)


def plain(cell: object) -> str:
    """A heading without case, diacritics and signs: "Mã hồ sơ (*)" is "ma ho so"."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(str(cell))))


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def place_of(column: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    place = 0
    for sign in column:
        place = place * 26 + ord(sign) - 64
    return place - 1


class Memo(dict[Hashable, str]):
    """Remembers what a converter made of a value: most cells repeat, and a look-up beats a parse."""

    def __init__(self, convert: Callable[[object], str]) -> None:
        super().__init__()
        self.convert = convert

    def __missing__(self, value: Hashable) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[value] = self.convert(value)
        return made


def shown(value: object) -> str:
    """The cell as its sender sees it: 27123456789.0 is 27123456789, a date is 05/10/2022."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date):  # a datetime is one too; %Y alone would write the year 203
        clock = f" {value:%H:%M}" if isinstance(value, dt.datetime) else ""
        return f"{value:%d/%m}/{value.year:04d}{clock}"
    return clean(str(value))


def turned_into_a_date(label: str, value: dt.date) -> Problem:
    """Excel reads 1/2 as the first of February."""
    advice = "hãy định dạng ô là Văn bản rồi ghi lại"
    return Problem(f"{label} bị Excel đổi thành ngày {shown(value)}; {advice}.")


# --- codes -------------------------------------------------------------------------------------------------------
_PLAIN_CODE = re.compile(r"[A-Za-z0-9.\-/_]{1,60}").fullmatch
_ANY_CODE = re.compile(r"[\w.\-/]+").fullmatch


def code_reader(label: str, longest: int = MAX_CODE) -> Callable[[object], str]:
    """Codes hold no blanks, so nothing in them needs escaping for COPY."""

    def read(value: object) -> str:
        if type(value) is str and _PLAIN_CODE(value) and len(value) <= longest:
            return value
        if isinstance(value, dt.date):
            return turned_into_a_date(label, value)
        text = shown(value)
        if not text:
            return Problem(f"Thiếu {label}.")
        if len(text) > longest:
            return Problem(f"{label} “{text[:20]}…” dài quá {longest} ký tự.")
        if not _ANY_CODE(text):
            return Problem(f"{label} “{text}” có ký tự lạ; chỉ dùng chữ, số và dấu . - / _ viết liền.")
        return text

    return read


# --- dates -------------------------------------------------------------------------------------------------------
_TIME = r"(?:[ T,]+(\d{1,2})[:hg](\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _TIME).fullmatch
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})" + _TIME).fullmatch
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?").fullmatch
_CLOCK = re.compile(r" (\d{1,2}):(\d{2})(?::(\d{2}))?").fullmatch
FORM = "hãy ghi dạng 05/10/2022"


def read_date(value: object, label: str, form: str = FORM) -> dt.date | dt.datetime | Problem | None:
    """The moment, or just the day when no hour is given; None for an empty cell; else what is wrong."""
    if isinstance(value, dt.date):  # a datetime is one too
        return value
    if isinstance(value, float) or (isinstance(value, str) and _SERIAL(value)):
        return _from_serial(float(value), label, form)
    text = shown(value)
    if not text:
        return None
    if match := _DAY_FIRST(text):
        day, month, year, *clock = match.groups()
    elif match := _YEAR_FIRST(text):
        year, month, day, *clock = match.groups()
    else:
        return Problem(f"{label} “{text[:40]}” không phải ngày; {form}.")
    try:
        if clock[0] is None:
            return dt.date(int(year), int(month), int(day))
        return dt.datetime(int(year), int(month), int(day), *(int(part or 0) for part in clock))  # noqa: DTZ001
    except ValueError:
        if int(month) > 12 >= int(day):
            turned = f"có vẻ tệp ghi tháng trước ngày, hãy đổi cả cột sang ngày/tháng/năm, như {month}/{day}/{year}"
            return Problem(f"{label} “{text}” không có trong lịch; {turned}.")
        return Problem(f"{label} “{text}” không có trong lịch; {FORM}.")


def _from_serial(serial: float, label: str, form: str) -> dt.date | dt.datetime | Problem:
    if not 36526 <= serial < 73416:  # 2000 to 2100
        return Problem(f"{label} “{shown(serial)}” không phải ngày; {form}.")
    moment = EPOCH + dt.timedelta(seconds=round(serial * 86400))
    return moment.date() if serial.is_integer() else moment


def date_reader(
    label: str, *, required: bool = False, first: str = "2000", last: str = "2100"
) -> Callable[[object], str]:
    """ISO text, so that earlier is less. `first` and `last` (ISO days) bound what the working calendar knows."""
    days = Memo(lambda value: _iso(value, label, required, first, last))
    clocks = Memo(_clock)
    beyond = f"{last}~"

    def read(value: object) -> str:
        """Two short cuts, because hours seldom repeat: a date-time cell, and a day with a clock as text."""
        if type(value) is dt.datetime:
            text = value.isoformat(" ")  # str() says the same, a third slower
            return text if len(text) == 19 and first <= text < beyond else days[value]
        if type(value) is str and len(value) > 10 and (clock := clocks[value[10:]]):
            day = days[value[:10]]
            return day if type(day) is Problem or len(day) > 10 else day + clock
        return days[value]

    return read


def dates_reader(label: str, *, first: str, last: str) -> Callable[[object], str]:
    """One day or several with ";" between them, as what happens more than once is written: ISO texts, ";" between."""
    one = date_reader(label, first=first, last=last)

    def read(value: object) -> str:
        if type(value) is not str or SEVERAL not in value:
            return one(value)
        days = [one(part.strip()) for part in value.rstrip("; ").split(SEVERAL)]
        problem = next((day for day in days if type(day) is Problem), None)
        if problem is None and NULL in days:
            problem = Problem(f"{label} “{shown(value)[:60]}” thiếu một ngày giữa hai dấu “;”.")
        return SEVERAL.join(days) if problem is None else problem

    return read


def _clock(text: str) -> str:
    """ " 9:05" → " 09:05:00"; "" when it is anything but a clock."""
    match = _CLOCK(text)
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    return f" {hour:02d}:{minute:02d}:{second:02d}" if hour < 24 and minute < 60 and second < 60 else ""


def _iso(value: object, label: str, required: bool, first: str, last: str) -> str:
    found = read_date(value, label, FORM if required else f"{FORM}, chưa có thì để trống")
    if found is None:
        return Problem(f"Thiếu {label}.") if required else NULL
    if isinstance(found, Problem):
        return found
    if isinstance(found, dt.datetime):
        if found.microsecond:
            found += dt.timedelta(microseconds=500_000)
        text = found.isoformat(" ", "seconds")
    else:
        text = found.isoformat()
    if not first <= text[:10] <= last:
        span = f"{first[:4]}–{last[:4]}"
        return Problem(
            f"{label} “{shown(found)}” ngoài lịch làm việc {span}; kiểm tra năm, hoặc báo Điều phối thêm lịch."
        )
    return text


# --- words and numbers -------------------------------------------------------------------------------------------
def word_reader(label: str, words: dict[str, int | str], example: str) -> Callable[[object], str]:
    """`words` maps folded text to the stored value; an empty cell is looked up as ""."""

    def read(value: object) -> str:
        text = shown(value)
        found = words.get(" ".join(re.findall(r"[a-z0-9]+", folded(text))))
        return Problem(f"{label} “{text[:40]}” không rõ nghĩa; hãy ghi {example}.") if found is None else str(found)

    return read


def money_reader(label: str) -> Callable[[object], str]:
    """Whole đồng; dots or blanks may group the thousands."""

    def read(value: object) -> str:
        text = re.sub(r"(?<=\d)[. ](?=\d{3}(?!\d))", "", shown(value)).removesuffix("đ").strip()
        if not text:
            return NULL
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            return Problem(f"{label} “{text[:40]}” không hợp lệ; hãy ghi số đồng nguyên, ví dụ 150.000.")
        return str(int(text))

    return read


def text_reader(label: str, longest: int) -> Callable[[object], str]:
    """Short text for COPY, which wants its backslashes doubled."""

    def read(value: object) -> str:
        text = shown(value)
        if len(text) > longest:
            return Problem(f"{label} “{text[:20]}…” dài quá {longest} ký tự.")
        return text.replace("\\", "\\\\") or NULL

    return read


def days_reader(label: str) -> Callable[[object], str]:
    """Whole working days, 0 to 999."""

    def read(value: object) -> str:
        if isinstance(value, dt.date):
            return turned_into_a_date(label, value)
        text = shown(value)
        if not text:
            return NULL
        if not (text.isascii() and text.isdigit() and len(text) <= 3):
            return Problem(f"{label} “{text[:40]}” không hợp lệ; hãy ghi số ngày nguyên, ví dụ 15.")
        return str(int(text))

    return read
