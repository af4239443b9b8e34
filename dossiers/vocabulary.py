"""Which words of a file mean which stored value; national codes as in the national portal's synchronisation (pure)."""

from dossiers.columns import NULL
from dossiers.enums import Channel, Mechanism
from dossiers.standing import Standing

_YES_OR_NO: dict[str, int | str] = {
    "": NULL, "khong ap dung": NULL, "khong phat sinh": NULL,
    "co": "t", "x": "t", "1": "t", "true": "t", "da so hoa": "t", "da thanh toan": "t",
    "khong": "f", "0": "f", "false": "f", "chua": "f", "chua so hoa": "f",
}  # fmt: skip

WORDS: dict[str, dict[str, int | str]] = {
    "mechanism": {
        "": Mechanism.ONE_STOP, "mot cua": Mechanism.ONE_STOP, "1": Mechanism.ONE_STOP,
        "mot cua lien thong": Mechanism.INTERLINKED, "lien thong": Mechanism.INTERLINKED, "2": Mechanism.INTERLINKED,
    },
    "channel": {
        "": Channel.COUNTER, "truc tiep": Channel.COUNTER, "1": Channel.COUNTER,
        "truc tuyen": Channel.ONLINE, "2": Channel.ONLINE,
        "buu chinh": Channel.POSTAL, "buu chinh cong ich": Channel.POSTAL, "3": Channel.POSTAL,
    },
    "standing": {
        "": "",  # the finish date decides
        "moi dang ky": Standing.NOT_RECEIVED, "1": Standing.NOT_RECEIVED,
        "khong duoc tiep nhan": Standing.NOT_RECEIVED, "tu choi tiep nhan": Standing.NOT_RECEIVED,
        "3": Standing.NOT_RECEIVED,
        "duoc tiep nhan": Standing.OPEN, "da tiep nhan": Standing.OPEN, "2": Standing.OPEN,
        "dang xu ly": Standing.OPEN, "dang giai quyet": Standing.OPEN, "4": Standing.OPEN,
        "yeu cau bo sung giay to": Standing.OPEN, "cho bo sung": Standing.OPEN, "5": Standing.OPEN,
        "yeu cau thuc hien nghia vu tai chinh": Standing.OPEN, "6": Standing.OPEN,
        "cong dan yeu cau rut ho so": Standing.WITHDRAWN, "da rut": Standing.WITHDRAWN, "rut ho so": Standing.WITHDRAWN,
        "7": Standing.WITHDRAWN,
        "dung xu ly": Standing.REFUSED, "tu choi": Standing.REFUSED, "tu choi dung xu ly": Standing.REFUSED,
        "8": Standing.REFUSED,
        "da xu ly xong": Standing.RESOLVED, "da giai quyet": Standing.RESOLVED, "da co ket qua": Standing.RESOLVED,
        "hoan thanh": Standing.RESOLVED, "9": Standing.RESOLVED,
        "da tra ket qua": Standing.RESOLVED, "10": Standing.RESOLVED,
        "truoc han": Standing.RESOLVED, "dung han": Standing.RESOLVED,
        "qua han": Standing.RESOLVED, "tre han": Standing.RESOLVED,
    },
    "digitised": _YES_OR_NO,
    "paid": _YES_OR_NO,
}  # fmt: skip
"""`Trước hạn` and the like say only that it is resolved: early or late is computed, never believed."""
