"""Which words of a file mean which stored value; national codes as in the national portal's synchronisation (pure)."""

from dossiers.enums import Channel, Mechanism
from dossiers.intake.columns import NULL

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
    "status": {
        "": "",  # the dates decide
        "moi dang ky": 1, "1": 1,
        "duoc tiep nhan": 2, "da tiep nhan": 2, "2": 2,
        "khong duoc tiep nhan": 3, "tu choi tiep nhan": 3, "3": 3,
        "dang xu ly": 4, "dang giai quyet": 4, "4": 4,
        "yeu cau bo sung giay to": 5, "cho bo sung": 5, "5": 5,
        "yeu cau thuc hien nghia vu tai chinh": 6, "cho nop phi": 6, "6": 6,
        "cong dan yeu cau rut ho so": 7, "da rut": 7, "rut ho so": 7, "7": 7,
        "dung xu ly": 8, "tu choi": 8, "tu choi dung xu ly": 8, "8": 8,
        "da xu ly xong": 9, "da giai quyet": 9, "da co ket qua": 9, "hoan thanh": 9, "9": 9,
        "truoc han": 9, "dung han": 9, "qua han": 9, "tre han": 9,
        "da tra ket qua": 10, "10": 10,
    },
    "digitised": _YES_OR_NO,
    "papers": _YES_OR_NO,
    "paid": _YES_OR_NO,
}  # fmt: skip
"""Status words become the national portal's codes.

`Trước hạn` and the like say only that it is resolved: early or late is computed, never believed.
"""
