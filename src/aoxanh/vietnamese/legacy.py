"""Text typed in the fonts of the nineties: TCVN3 (ABC), VNI, and Unicode in the wrong normal form.

Old Union lists are typed in .VnTime (TCVN 5712:1993 VN3, one byte a letter: "NguyÔn V¨n Dòng") or VNI-Times
(letter and mark, two bytes: "Nguyeãn Vaên Duõng") and reach us with those bytes read as Latin-1. Nothing in
the bytes says so; what does is that "NguyÔn" cannot be Vietnamese while "Nguyễn" can. So a cell is converted
only if it holds a word that is no Vietnamese syllable as it stands, and the conversion makes it one.

What cannot be known, and is left as it is:

* A word that both encodings explain: "Thuû" is Thuỷ in TCVN3 and Thủ in VNI.
* A word that is right both ways: "Dòng" alone is a word, and is Dũng in TCVN3; "Hoà" is Hồ in VNI. Pass
  ``encoding`` when the column as a whole has told (``detect_column``), and always show a preview.
* Capital fonts (.VnTimeH) show capitals for the bytes of small letters: "nguyÔn" was seen as NGUYỄN and
  becomes nguyễn. Where the other letters of the word are capitals, the converted ones become capitals too.
* A soft hyphen (ư in TCVN3) that a program on the way dropped or made a hyphen is gone: "Ph¬ng".
* Single Western words that spell a syllable by accident (Loïc, Seán, µm) are in a list and left alone.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

from aoxanh.vietnamese.syllables import ALPHABET, is_syllable, split_tone

Encoding = Literal["tcvn3", "vni", "nfd", "mixed"]
Font = Literal["tcvn3", "vni"]
_Converter = Callable[[str], str]

# TCVN 5712:1993, VN3: capitals with a tone do not exist, fonts showed them.
_TCVN3_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
TCVN3: dict[str, str] = {
    chr(first + i): letter for first, row in _TCVN3_ROWS.items() for i, letter in enumerate(row)
}

# VNI-Windows: a mark follows its letter; í, ỵ, đ, ơ, ư have single codes; capitals have capital marks.
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for letter, base in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")):
        table |= {letter + mark: base + tone for mark, tone in _VNI_TONES.items()}
    for letter in "aeo":
        table |= {letter + mark: letter + "\u0302" + tone for mark, tone in _VNI_CIRCUMFLEX.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BREVE.items()}
    table |= {code.upper(): letter.upper() for code, letter in table.items()}
    return {code: unicodedata.normalize("NFC", letter) for code, letter in table.items()}


VNI: dict[str, str] = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

_TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
_TO_VNI = {letter: code for code, letter in VNI.items()}

# A run of letters and of the signs TCVN3 puts letters in (½ × · soft hyphen …).
_WORD = re.compile(r"[^\W\d_]|[\u00a1-\u00ff\u0300-\u036f]")
_RUN = re.compile(rf"(?:{_WORD.pattern})+")
_UNTOUCHABLE = re.compile(r"\S+@\S+|\S*://\S+|www\.\S+")
# Words of other languages that would turn into a Vietnamese syllable.
_WESTERN = frozenset(
    {
        "loïc",
        "naïm",
        "haïm",
        "caïn",
        "kaïn",
        "thaï",
        "raï",
        "æ",
        "seán",
        "lü",
        "nü",
        "µm",
        "mª",
        "ª",
        "º",
        "µ",
    }
)
_LETTERS = frozenset(ALPHABET) | frozenset("fjwz")


def encode_tcvn3(text: str) -> str:
    """The text as TCVN3 bytes read as Latin-1; a capital with a tone takes the small one's code."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_TO_TCVN3.get(c) or _TO_TCVN3.get(c.lower()) or c for c in composed)


def encode_vni(text: str) -> str:
    """The text as VNI-Windows bytes read as Latin-1."""
    return "".join(_TO_VNI.get(c, c) for c in unicodedata.normalize("NFC", text))


def _from_tcvn3_word(word: str) -> str:
    converted = "".join(TCVN3.get(c, c) for c in word)
    plain = [c for c in word if c.isascii()]
    shouted = sum(c.isupper() for c in plain) > 1 and not any(c.islower() for c in plain)
    return converted.upper() if shouted else converted


def _from_tcvn3(text: str) -> str:
    """Every word; where all words of more than one plain letter are shouted, the short ones are too."""
    plain = re.sub("[^A-Za-z]", "", text)
    converted = _RUN.sub(lambda found: _from_tcvn3_word(found.group()), text)
    shouted = plain.isupper() and any(len(re.findall("[A-Z]", word)) > 1 for word in _RUN.findall(text))
    return converted.upper() if shouted else converted


def _from_vni(text: str) -> str:
    return _VNI_CODE.sub(lambda found: VNI[found.group()], text)


_CONVERT: dict[Font, _Converter] = {"tcvn3": _from_tcvn3, "vni": _from_vni}


def _is_unicode(word: str) -> bool:
    """Whether it has a letter that the one-byte readings cannot hold: it was Unicode before it came here."""
    return any(c > "\u00ff" and c.isalpha() for c in word)


def _proper_case(word: str) -> bool:
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


@functools.lru_cache(maxsize=20_000)
def _is_right(word: str) -> bool:
    """Nothing to mend: plain ASCII, a single sign, a Western word, or a Vietnamese syllable."""
    if word.isascii() or word.lower() in _WESTERN or (len(word) == 1 and not word.isalpha()):
        return True
    return _proper_case(word) and is_syllable(word)


def _could_be_right(word: str) -> bool:
    """Not a Kinh syllable but writable: abbreviations (QĐ), names such as Niê, Krông."""
    if _is_right(word):
        return True
    letters, tone, _ = split_tone(word)
    return _proper_case(word) and tone >= 0 and set(letters) <= _LETTERS


def _suspects(text: str) -> list[str]:
    return [word for word in _RUN.findall(text) if not _is_right(word)]


def _whole_cell(text: str, suspects: list[str]) -> Font | None:
    """The encoding in which every word of the cell can be right and at least one suspect is."""
    words = _RUN.findall(text)
    mended: dict[Font, int] = {}
    for font, convert in _CONVERT.items():
        if _keeps_no_code(words, font) and all(map(_could_be_right, _RUN.findall(convert(text)))):
            mended[font] = sum(_is_right(convert(word)) for word in suspects)
    best = max(mended, key=mended.__getitem__, default=None)
    tie = len(set(mended.values())) < len(mended) and len({_CONVERT[font](text) for font in mended}) > 1
    return best if best and mended[best] and not tie else None


def _keeps_no_code(words: list[str], font: Font) -> bool:
    """Whether each letter beyond ASCII was a code of the encoding: an é left over in VNI was no VNI."""
    for word in words:
        rest = _VNI_CODE.sub("", word) if font == "vni" else "".join(c for c in word if c not in TCVN3)
        if not rest.isascii():
            return False
    return True


def _mend_word(word: str) -> str:
    """One word of a mixed cell: the only conversion that makes a syllable of it, or itself."""
    if _is_right(word):
        return word
    eth = word.replace("Ð", "Đ").replace("ð", "đ")  # the Icelandic letter that looks like đ
    if eth != word and _is_right(eth):
        return eth
    if _is_unicode(word):
        return word
    candidates = {convert(word) for convert in (_from_vni, _from_tcvn3_word)}
    right = [c for c in candidates if c != word and _is_right(c)]
    return right[0] if len(right) == 1 else word


def _plan(text: str) -> tuple[Encoding | None, str]:
    """What the cell is, and its right text."""
    composed = unicodedata.normalize("NFC", text)
    moved = composed != text
    resting: Encoding | None = "nfd" if moved else None
    if composed.isascii():
        return resting, composed
    pieces = _UNTOUCHABLE.split(composed)
    visible = " ".join(pieces)
    suspects = _suspects(visible)
    if not suspects:
        return resting, composed
    font = None if any(map(_is_unicode, _RUN.findall(visible))) else _whole_cell(visible, suspects)
    if font:
        mended = _outside_addresses(composed, _CONVERT[font])
        return ("mixed" if moved else font), mended
    mended = _outside_addresses(composed, lambda part: _RUN.sub(lambda run: _mend_word(run.group()), part))
    return ("mixed" if mended != composed else resting), mended


def _outside_addresses(text: str, convert: _Converter) -> str:
    """Convert all but e-mail and web addresses."""
    kept = _UNTOUCHABLE.findall(text)
    pieces = [convert(piece) for piece in _UNTOUCHABLE.split(text)]
    return "".join(piece + address for piece, address in zip(pieces, [*kept, ""], strict=True))


def detect(text: str) -> Encoding | None:
    """How the text of one cell is encoded: "tcvn3", "vni", "nfd" (Unicode, not composed), "mixed" (right
    words beside others, or more than one of these), or None when it is right already.
    """
    return _plan(text)[0]


def is_right(text: str) -> bool:
    """Whether a text is composed Unicode in which no word wants mending, whatever stands beside it."""
    return unicodedata.is_normalized("NFC", text) and not _suspects(text)


def to_unicode(text: str, encoding: Font | None = None) -> str:
    """The text in composed Unicode (NFC), converted only as far as ``detect`` is sure.

    Text that is right already, names of other languages, addresses and numbers come back as their NFC.
    ``encoding`` converts every word from that encoding without asking: for a column known as a whole.
    """
    if encoding:
        return unicodedata.normalize("NFC", _CONVERT[encoding](unicodedata.normalize("NFC", text)))
    return _plan(text)[1]


def detect_column(cells: Iterable[str]) -> Font | None:
    """The old encoding of a whole column, if every cell that shows one shows the same.

    For offering ``encoding`` to :func:`to_unicode`, so that cells such as "Dòng" are converted like their
    neighbours. None when nothing shows, when both show, or when some cells are plainly Unicode already.
    """
    found: set[Font] = set()
    for cell in cells:
        composed = unicodedata.normalize("NFC", cell)
        if any(map(_is_unicode, _RUN.findall(composed))):
            return None
        encoding = detect(composed)
        if encoding == "tcvn3" or encoding == "vni":  # noqa: PLR1714 - narrows the type
            found.add(encoding)
    return found.pop() if len(found) == 1 else None
