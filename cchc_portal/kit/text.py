"""Vietnamese text: one normal form, search without diacritics, alphabetical order (pure).

The embedded PostgreSQL has neither `unaccent` nor ICU, so both keys are computed here and stored in columns.
"""

import unicodedata

_ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
_PLACE = {letter: chr(0x100 + place) for place, letter in enumerate(_ALPHABET)}


def clean(text: str) -> str:
    """The text in NFC with every run of white space, non-breaking included, as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def mid_sentence(name: str) -> str:
    """The name with a small first letter: năm 2026; but UBND cấp xã, whose second letter is a capital too."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def folded(text: str) -> str:
    """Lower case without diacritics, đ as d: "Sở Lao động" → "so lao dong"."""
    letters = unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """A string whose code-point order is the order of a Vietnamese dictionary (a ă â b … d đ …, tones last)."""
    return "".join(_PLACE.get(letter, letter) for letter in clean(text).lower())


def name_key(full_name: str) -> str:
    """A person's place in a Vietnamese list of names: by given name, then by family and middle names."""
    *rest, given = clean(full_name).split(" ")
    return sort_key(" ".join([given, *rest]))
