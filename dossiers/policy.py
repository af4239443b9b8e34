"""Who may read dossiers and send files of them (pure).

The register of a unit is read by whoever reads the unit's work; a file is also read by whoever sent it. Reporters and
heads send dossiers for their own units, coordinators for all.
"""

from django.db.models import TextChoices

from units.enums import Role
from units.rules import READ_PROVINCE, Reach, Rule


class Deed(TextChoices):
    READ = "read", "xem hồ sơ"
    LOAD = "load", "gửi tệp hồ sơ"
    COUNT = "count", "nhập số liệu tháng"


READ_DOSSIERS = Rule(READ_PROVINCE)
READ_UPLOADS = Rule(READ_PROVINCE, owner=True)
LOAD_FOR_UNIT = Rule({Role.REPORTER: Reach.OWN, Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL})
COUNT_FOR_UNIT = Rule(LOAD_FOR_UNIT.reach)
"""Monthly totals of a unit without dossier-level data."""
