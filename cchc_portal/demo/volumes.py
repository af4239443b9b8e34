"""How many dossiers each unit of the invented city had (pure data)."""

from cchc_portal.demo.dossier_rows import Volume
from cchc_portal.demo.province import STORY

WHOLE, DIGITISED = 186_916, 13_870  # Sở Lao động - Thương binh và Xã hội, 2022: all early or on time, all digitised
SMALL = 100  # --small divides the big department's dossiers by this

# Dossiers of 2022; late, submitted online, digitised of those to be digitised: per mille.
_OF_2022 = {
    "SNV": (412, 0, 480, 860),
    "STP": (3_180, 2, 610, 820),
    "SKHDT": (4_260, 1, 905, 930),
    "STC": (268, 0, 640, 900),
    "SCT": (2_940, 1, 870, 850),
    "SNNPTNT": (1_870, 4, 420, 700),
    "SGTVT": (4_480, 3, 380, 690),
    "SXD": (1_260, 17, 330, 520),
    "STNMT": (3_960, 24, 290, 480),
    "STTTT": (386, 0, 940, 970),
    "SVHTTDL": (540, 4, 460, 640),
    "SKHCN": (295, 0, 720, 880),
    "SGDDT": (1_120, 2, 510, 730),
    "SYT": (2_380, 8, 440, 610),
    "BQLKCN": (610, 2, 680, 790),
    "QTANGIANG": (2_640, 2, 520, 780),
    "QBINHTRUNG": (1_980, 4, 450, 690),
    "QANTHOI": (1_560, 6, 410, 650),
    "QHOALAC": (1_840, 3, 500, 740),
    "QPHUTHU": (1_720, 5, 430, 660),
    "HVINHDIEN": (1_340, 13, 300, 470),
    "HTHANHLOI": (1_180, 7, 340, 560),
    "HLONGHUNG": (1_290, 6, 360, 590),
    "HTRUONGXUAN": (1_080, 9, 310, 540),
}


def volume_2022(unit: str, *, small: bool = False) -> Volume:
    if unit == STORY:
        whole, digitised = (round(WHOLE / SMALL), round(DIGITISED / SMALL)) if small else (WHOLE, DIGITISED)
        return Volume(
            received=whole,
            late=0,
            on_time=whole * 9 // 100,
            online=whole * 58 // 100,
            interlinked=whole * 4 // 100,
            digitisable=digitised,
            digitised=digitised,
        )
    received, late, online, digitised = _OF_2022[unit]
    digitisable = received * 6 // 10
    return Volume(
        received=received,
        late=-(-received * late // 1000),
        on_time=received * 14 // 100,
        online=received * online // 1000,
        interlinked=received * 12 // 100,
        digitisable=digitisable,
        digitised=digitisable * digitised // 1000,
    )


def loose_ends_of(year: int, unit: str) -> int:
    """Dossiers of a unit that do not run straight; none among those of the article."""
    received = volume_2022(unit).received
    if unit == STORY:
        return {2021: 0, 2022: 0, 2023: 60}[year]
    return {2021: 0, 2022: 4 + received // 250, 2023: 3 + received // 100}[year]


def volume_2021(unit: str, *, small: bool = False) -> Volume:
    """A tenth of 2022 (a hundredth of the big department), as the portal began late that year; a little worse."""
    before, part = volume_2022(unit, small=small), 100 if unit == STORY and not small else 10
    late = 0 if unit == STORY else -(-before.late // 8)
    return Volume(
        received=before.received // part,
        late=late,
        on_time=before.on_time // part,
        online=before.online // (part + 2),
        interlinked=before.interlinked // part,
        digitisable=before.digitisable // part,
        digitised=before.digitised // (part + 2),
    )


def volume_2023(unit: str, *, small: bool = False) -> Volume:
    """The first months of 2023: an eighth of the year before, a little better everywhere."""
    before = volume_2022(unit, small=small)
    return Volume(
        received=before.received // 8,
        late=before.late // 10,
        on_time=before.on_time // 8,
        online=min(before.online // 7, before.received // 8),
        interlinked=before.interlinked // 8,
        digitisable=before.digitisable // 8,
        digitised=before.digitised // 8,
    )
