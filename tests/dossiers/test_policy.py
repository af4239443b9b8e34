"""Who reads dossiers and sends files of them, as tables."""

from dossiers.policy import COUNT_FOR_UNIT, EXPLAIN_LATE, LOAD_FOR_UNIT, READ_DOSSIERS, READ_UPLOADS, Deed
from units.enums import Role
from units.rules import READ_PROVINCE, Reach, Rule


def test_rules_of_dossiers_and_files() -> None:
    senders = {Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL}

    assert Rule(READ_PROVINCE) == READ_DOSSIERS
    assert Rule(READ_PROVINCE, owner=True) == READ_UPLOADS
    assert Rule(senders) == LOAD_FOR_UNIT
    assert Rule(senders) == COUNT_FOR_UNIT
    assert Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN}) == EXPLAIN_LATE
    assert Deed.choices == [
        ("read", "xem hồ sơ"),
        ("load", "gửi tệp hồ sơ"),
        ("explain", "ghi nguyên nhân quá hạn"),
        ("count", "nhập số liệu tháng"),
    ]
