"""Names of people: searching, ordering, cutting, comparing and writing them.

Order is that of a Vietnamese register: by given name, then family name, then middle names; within a
syllable first its letters in dictionary order (a ă â b c d đ e ê …), then its tone (ngang huyền hỏi ngã sắc
nặng). Keys are plain ASCII, so SQLite's BINARY and PostgreSQL's "C" collation put them in the same order.
Stored keys carry ``KEY_VERSION``: when a rule here changes, raise it and rebuild the columns.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from aoxanh.vietnamese.syllables import TONE_OF_MARK, split_tone

KEY_VERSION = 1
"""Raised whenever ``fold``, ``search_key`` or ``sort_key`` would answer differently for any name."""

_APOSTROPHES = "'’‘ʼʻʹ`´′＇"
_DASHES = "-‐‑‒–—―−－"
_SPECIAL = {
    "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "þ": "th", "ł": "l", "ħ": "h",
    "ı": "i", "ŋ": "ng", "ŧ": "t", "ĸ": "k", "ſ": "s", "ƒ": "f", "ǝ": "e", "ə": "e", "…": "...",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u200b": "", "\ufeff": "", "\u00ad": "",
}  # fmt: skip


def _fold_table() -> dict[int, str]:
    """Every letter of the Latin blocks, in lower case, to its ASCII letters; marks to nothing."""
    table = dict.fromkeys(range(768, 880), "")
    for code in (*range(0xA0, 0x250), *range(0x1E00, 0x1F00), *range(0xFF01, 0xFF5F)):
        plain = unicodedata.normalize("NFKD", chr(code)).lower()
        for letter, ascii_letters in _SPECIAL.items():
            plain = plain.replace(letter, ascii_letters)
        plain = plain.encode("ascii", "ignore").decode()
        if plain:
            table[code] = plain
    table |= {ord(letter): plain for letter, plain in _SPECIAL.items()}
    table |= {ord(letter.upper()): plain for letter, plain in _SPECIAL.items() if len(letter.upper()) == 1}
    table |= {ord(mark): "'" for mark in _APOSTROPHES}
    table |= {ord(dash): "-" for dash in _DASHES}
    return table


_FOLD = _fold_table()


def fold(text: str) -> str:
    """Lower-case ASCII without tones and marks: the form in which text is searched.

    Takes any normal form. đ becomes d, every other Latin letter its plain letters (ß ss, æ ae), typographic
    apostrophes and dashes their ASCII ones; letters of other scripts are dropped, so a name written only in
    them folds to nothing. Runs of white space become one space. Folding twice changes nothing.
    """
    plain = text.lower().translate(_FOLD)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).lower().translate(_FOLD)
        plain = "".join(" " if c.isspace() else c for c in plain).encode("ascii", "ignore").decode()
    return " ".join(plain.split())


_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"[a-z0-9]+(?: ?['-] ?[a-z0-9]+)+")


def search_words(text: str) -> tuple[str, ...]:
    """The words of a query as ``search_key`` writes them: each is looked for with ``LIKE '% word%'``.

    Punctuation is a word break, so neither ``%`` nor ``_`` can come through.
    """
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=8192)
def search_key(name: str) -> str:
    """A space and then the folded words, so that ``LIKE '% w%'`` finds the beginnings of words.

    Punctuation breaks words. What an apostrophe or a hyphen joined is appended once more joined, so H'Hen is
    found as "hen", as "h hen", as "H'Hen" and as "hhen": ``" h hen nie hhen"``.
    """
    folded = fold(name)
    words = _WORD.findall(folded)
    if "'" in folded or "-" in folded:
        words += ["".join(_WORD.findall(joined)) for joined in _JOINED.findall(folded)]
    return " " + " ".join(words)


class Name(NamedTuple):
    """A full name cut into its parts; a part that is not there is the empty string."""

    family: str
    middle: str
    given: str


_APOSTROPHE_SPACING = re.compile(rf"\s*[{_APOSTROPHES}]\s*")
_UNUSUAL = re.compile(rf"[,{_APOSTROPHES}]|(?:^|\s)[YyHh](?:\s|$)")
_KINH_MIDDLE = frozenset({"van", "thi", "duc", "ngoc", "minh", "thanh", "quang", "huu", "xuan", "kim"})
_KINH_FAMILY_TEXT = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan dinh trinh mai truong "
    "luong ha cao to ta thai chau luu phung quach tong la lam"
)
_KINH_FAMILY = frozenset(_KINH_FAMILY_TEXT.split())


def tidy(name: str) -> str:
    """The name in NFC, one space between words, every apostrophe the ASCII one without spaces around it."""
    name = unicodedata.normalize("NFC", name)
    return " ".join(_APOSTROPHE_SPACING.sub("'", name).split())


def _is_marker(word: str) -> bool:
    """The sex markers of Ê Đê and Gia Rai names written as a word: Y for a man, H for a woman."""
    return word in {"Y", "y", "H", "h"}


def split_name(full_name: str) -> Name:
    """Family, middle and given name, read in the Vietnamese order: family first, given name last.

    One word is a given name. "Smith, John" is family, given. Ê Đê and Gia Rai names keep their sex marker
    with the given name, and the clan may stand last: H'Hen Niê is (Niê, –, H'Hen), Y Moan Ênuôl is
    (Ênuôl, –, Y Moan), Ksor Y Bru is (Ksor, –, Y Bru), Y Ksor is a given name alone. A foreign name without
    a comma is read in the Vietnamese order too: nothing in it says otherwise.
    """
    if _UNUSUAL.search(full_name):
        return _split_unusual(tidy(full_name))
    return _split_plain(unicodedata.normalize("NFC", full_name).split())


def _split_plain(words: list[str]) -> Name:
    if len(words) < 2:
        return Name("", "", words[0] if words else "")
    return Name(words[0], " ".join(words[1:-1]), words[-1])


def _split_unusual(name: str) -> Name:
    if "," in name:
        family, _, rest = name.partition(",")
        others = rest.replace(",", " ").split()
        if family.strip() and others:
            return Name(family.strip(), " ".join(others[:-1]), others[-1])
    return _split_marked(name.replace(",", " ").split())


def _split_marked(words: list[str]) -> Name:
    """A name that may hold a sex marker, first (Y Moan Ênuôl) or before the last word (Ksor Y Bru)."""
    if len(words) < 2:
        return _split_plain(words)
    if _is_marker(words[0]):
        if len(words) == 2:
            return Name("", "", " ".join(words))
        if fold(words[1]) not in _KINH_MIDDLE:
            return Name(" ".join(words[2:]), "", " ".join(words[:2]))
    elif words[0][:2] in {"H'", "h'"}:
        return Name(" ".join(words[1:]), "", words[0])
    elif len(words) > 2 and _is_marker(words[-2]) and fold(words[0]) not in _KINH_FAMILY:
        return Name(words[0], " ".join(words[1:-2]), " ".join(words[-2:]))
    return _split_plain(words)


_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Tones are 0-5, digits the ten signs after them, letters from "A" on: a shorter syllable always comes first.
_LETTER_CODE = dict(zip(_ORDER, (*range(65, 91), *range(97, 104)), strict=True))
_LETTER_CODE |= {str(digit): 54 + digit for digit in range(10)}
_QUALITY = {"\u0306": "ă", "\u0302": "âêô", "\u031b": "ơư"}
_SYLLABLE_BREAK = re.compile(rf"[{re.escape(_DASHES)}./_]+")


def _add_letter(codes: list[str], letter: str) -> None:
    """Append one decomposed letter's code; a script without an order here comes after all letters."""
    if letter in _LETTER_CODE:
        codes.append(chr(_LETTER_CODE[letter]))
        return
    plain = fold(letter)
    if plain:
        codes.extend(chr(_LETTER_CODE[c]) for c in plain if c in _LETTER_CODE)
    elif letter.isalnum():
        codes.append(f"~{ord(letter):06x}")


def _syllable_key(syllable: str) -> str:
    codes: list[str] = []
    tone = 0
    previous = ""
    for mark in unicodedata.normalize("NFD", syllable).lower():
        if mark in TONE_OF_MARK:
            tone = TONE_OF_MARK[mark]
        elif mark in _QUALITY:
            composed = unicodedata.normalize("NFC", previous + mark)
            if composed in _QUALITY[mark] and codes:
                codes[-1] = chr(_LETTER_CODE[composed])
        elif not unicodedata.combining(mark):
            _add_letter(codes, mark)
            previous = mark
    return "".join(codes) + str(tone) if codes else ""


@lru_cache(maxsize=16384)
def _word_key(word: str) -> str:
    return "".join(_syllable_key(syllable) for syllable in _SYLLABLE_BREAK.split(word))


@lru_cache(maxsize=16384)
def _given_key(given: str) -> str:
    """The given name without its sex marker, then the marker: H'Hen stands among the Hens."""
    words = given.replace("'", " ").split()
    if len(words) == 2 and _is_marker(words[0]):
        words.reverse()
    return "".join(map(_word_key, words))


def sort_key(full_name: str) -> str:
    """An ASCII key whose byte order is the order of a Vietnamese register of names.

    Given name, then family name, then middle names; in each syllable letters before tone. The two tone
    placements (hòa, hoà), the normal forms, capitals and kinds of apostrophe make no difference. A sex marker
    (Y, H') does not decide the order of a given name, it only breaks ties. Letters of other scripts come
    after all Latin ones, in the order of their code points.
    """
    full_name = unicodedata.normalize("NFC", full_name)
    if _UNUSUAL.search(full_name):
        family, middle, given = _split_unusual(tidy(full_name))
        family_words, middle_words = family.split(), middle.split()
    else:
        words = full_name.split()
        if not words:
            return ""
        given, family_words, middle_words = words[-1], words[:-1][:1], words[1:-1]
    middle_key = "".join(map(_word_key, middle_words))
    return f"{_given_key(given)} {''.join(map(_word_key, family_words))} {middle_key}"


def same_name(a: str, b: str) -> bool:
    """Whether two spellings are one name: equal up to tone placement, normal form, spaces and capitals.

    Apostrophes of every kind are the same; a different tone or letter is a different name.
    """
    return _spelling(a) == _spelling(b)


def _spelling(name: str) -> list[tuple[str, int]]:
    return [split_tone(word)[:2] for word in tidy(name).split()]


_SHOUTED = re.compile(rf"[^\s{re.escape(_DASHES)}']+")


def title_case(name: str) -> str:
    """A name written all in capitals (or all in small letters) as it is written in a register.

    NGUYỄN VĂN DŨNG becomes Nguyễn Văn Dũng, H'HEN NIÊ becomes H'Hen Niê. In a name of mixed case only the
    words in full capitals are rewritten, so McDonald stays. Also tidies: NFC, spaces, apostrophes.
    """
    name = tidy(name)
    whole = name.isupper() or name.islower()

    def one(found: re.Match[str]) -> str:
        word = found.group()
        return word.capitalize() if whole or (len(word) > 1 and word.isupper()) else word

    return unicodedata.normalize("NFC", _SHOUTED.sub(one, name))


def initials(name: str) -> str:
    """The first letters of the first and the last word, for an avatar: Nguyễn Văn Đức is NĐ.

    Two letters; one for a name of one word; none for a name without letters. Tones are dropped, đ is kept.
    """
    firsts = [split_tone(word)[0][:1].upper() for word in tidy(name).split() if word[0].isalnum()]
    return "".join(firsts[:1] + firsts[1:][-1:])
