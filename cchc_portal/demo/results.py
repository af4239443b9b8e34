"""How good each unit of the invented city is (pure data).

Chosen so that 2022 ends as the source articles tell: 25 units = 2 Rất tốt + 20 Tốt + 3 Khá, and
Sở Lao động - Thương binh và Xã hội is 3rd of 16.
"""

from decimal import Decimal
from typing import NamedTuple


class Quality(NamedTuple):
    work: float  # 0 to 1: the share of what could be done that the unit does
    satisfaction: Decimal  # SIPAS, percent
    total: Decimal  # points of 100 that the survey brings the unit to


_OF_2022 = {
    "SKHDT": (0.968, "93.40", "93.15"),
    "STTTT": (0.948, "92.10", "91.02"),
    "SLDTBXH": (0.926, "91.75", "89.64"),
    "SNV": (0.895, "90.20", "88.90"),
    "STP": (0.87, "89.30", "88.12"),
    "STC": (0.874, "89.90", "87.45"),
    "SCT": (0.84, "88.75", "86.93"),
    "SKHCN": (0.85, "88.10", "86.04"),
    "SGTVT": (0.85, "86.95", "85.31"),
    "SGDDT": (0.8, "87.20", "84.80"),
    "BQLKCN": (0.79, "86.40", "84.12"),
    "SNNPTNT": (0.82, "86.05", "83.61"),
    "SYT": (0.75, "84.30", "82.33"),
    "SVHTTDL": (0.80, "85.15", "81.52"),
    "SXD": (0.74, "81.20", "78.43"),
    "STNMT": (0.70, "80.35", "75.90"),
    "QTANGIANG": (0.895, "89.60", "88.70"),
    "QHOALAC": (0.87, "88.40", "87.24"),
    "QBINHTRUNG": (0.85, "87.85", "86.15"),
    "QPHUTHU": (0.81, "87.10", "85.43"),
    "QANTHOI": (0.81, "86.30", "84.36"),
    "HLONGHUNG": (0.79, "85.90", "83.20"),
    "HTHANHLOI": (0.77, "85.20", "82.61"),
    "HTRUONGXUAN": (0.79, "84.10", "81.40"),
    "HVINHDIEN": (0.75, "78.40", "80.86"),
}


def quality_2022(unit: str) -> Quality:
    work, satisfaction, total = _OF_2022[unit]
    return Quality(work, Decimal(satisfaction), Decimal(total))


def quality_2021(unit: str) -> Quality:
    """A little worse, not everybody by as much: ranks moved since."""
    later, step = quality_2022(unit), len(unit) % 4
    return Quality(
        work=later.work - 0.03,
        satisfaction=later.satisfaction - Decimal("0.75"),
        total=later.total - Decimal("1.15") - Decimal("0.62") * step,
    )


def quality_2023(unit: str) -> Quality:
    """A little better, those at the bottom most of all."""
    before = quality_2022(unit)
    room = 100 - before.total
    return Quality(
        work=before.work + (1 - before.work) / 5,
        satisfaction=before.satisfaction + (100 - before.satisfaction) / 10,
        total=(before.total + room / 12).quantize(Decimal("0.01")),
    )
