"""Is this a Vietnamese syllable? Onset, rhyme, tone, and where the tone mark stands.

A Vietnamese word is written as one syllable = onset + rhyme + tone. The rhymes are a closed list, syllables
that end in a stop (c, ch, p, t) carry only sắc or nặng, and the tone mark stands on one known vowel (two
places are in use for oa, oe, uy: hoà and hòa). Those three facts are enough to tell right text from text in
a legacy encoding, which is what :mod:`aoxanh.vietnamese.legacy` asks.

Spelling: Quyết định 1989/QĐ-BGDĐT (2018) for both tone placements; ethnic-minority endings in -k
(Đắk Lắk) are admitted because the state's own list of places writes them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = ("ngang", "huyền", "hỏi", "ngã", "sắc", "nặng")
TONE_OF_MARK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
VOWELS = frozenset("aăâeêioôơuưy")
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"

_ONSETS_TEXT = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x"  # longest first
_RHYMES_TEXT = """
    a ac ach ai ak am an ang anh ao ap at au ay
    ăc ăk ăm ăn ăng ăp ăt
    âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et
    ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet
    oi ok om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt
    ơ ơi ơm ơn ơng ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ych ynh yt
"""
_ONSETS = tuple(_ONSETS_TEXT.split())
_RHYMES = frozenset(_RHYMES_TEXT.split())
_AFTER_QU = frozenset("aăâeêiyơô")
_FRONT = frozenset("eêiy")
_MARKED = frozenset("ăâêôơư")
_EITHER_PLACE = frozenset({"oa", "oe", "uy"})


def split_tone(text: str) -> tuple[str, int, int]:
    """The letters without their tone, the tone (0 ngang … 5 nặng) and the index of the letter that bore it.

    Lower case, NFC. The index is -1 for ngang; a second tone mark makes the tone -1 (no syllable has two).
    """
    letters: list[str] = []
    tone, place = 0, -1
    for mark in unicodedata.normalize("NFD", text).lower():
        if mark in TONE_OF_MARK:
            tone, place = (TONE_OF_MARK[mark], len(letters) - 1) if tone == 0 else (-1, -1)
        elif unicodedata.combining(mark) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + mark)
        else:
            letters.append(mark)
    return "".join(letters), tone, place


def _rhyme_starts(letters: str) -> list[int]:
    """Where the rhyme may begin: after each onset the word can be cut into, and at 0 for no onset."""
    starts = [0] if letters[0] in VOWELS else []
    starts += [len(onset) for onset in _ONSETS if letters.startswith(onset) and len(letters) > len(onset)]
    return starts


def _onset_fits(onset: str, rhyme: str) -> bool:
    """The spelling rules between onset and rhyme: c/k, g/gh, ng/ngh, qu, gi."""
    first = rhyme[0]
    if onset == "qu":
        return first in _AFTER_QU
    if onset == "gi":
        return first not in "iy"
    if onset in {"gh", "ngh"}:
        return first in _FRONT
    if onset in {"c", "ng"}:
        return first not in _FRONT
    if onset == "g":
        return first not in "eêy"  # gì, gìn: g before i
    return not (onset == "" and rhyme in {"iêm", "iên", "iêng", "iêp", "iêt", "iêu"})


def _tones_allowed(rhyme: str) -> tuple[int, ...]:
    """Stops bear sắc or nặng; oong and ooc (xoong, goòng, moóc) come only from a few borrowed words."""
    if rhyme == "ooc":
        return (4,)
    if rhyme == "oong":
        return (0, 1, 4)
    return (4, 5) if rhyme.endswith(("c", "ch", "p", "t")) else (0, 1, 2, 3, 4, 5)


def _tone_places(rhyme: str) -> tuple[int, ...]:
    """The indexes within the rhyme where the tone mark may stand."""
    vowels = 0
    while vowels < len(rhyme) and rhyme[vowels] in VOWELS:
        vowels += 1
    marked = [i for i in range(vowels) if rhyme[i] in _MARKED]
    if marked:
        return (marked[-1],)  # ươ bears it on ơ
    if vowels == 1:
        return (0,)
    if rhyme in _EITHER_PLACE:
        return (0, 1)
    return (1,) if vowels == 3 or vowels < len(rhyme) else (0,)


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether the word is spelt as a Vietnamese syllable can be, its tone mark in a place in use.

    Any normal form and any case; the pattern of capitals is not looked at. A word without any mark counts
    as ngang. Says nothing about meaning: ``is_syllable("nghiễng")`` is true.
    """
    letters, tone, place = split_tone(word)
    if not letters or tone < 0:
        return False
    for start in _rhyme_starts(letters):
        onset, rhyme = letters[:start], letters[start:]
        if rhyme not in _RHYMES or not _onset_fits(onset, rhyme):
            continue
        if tone not in _tones_allowed(rhyme):
            continue
        if tone == 0 or place - start in _tone_places(rhyme):
            return True
    return False
