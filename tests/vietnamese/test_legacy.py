"""Old encodings: what is certain is converted, what is right is never harmed (design/stack.md, TCVN3/VNI)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.legacy import TCVN3, VNI, detect, detect_column, encode_tcvn3, encode_vni, to_unicode
from aoxanh.vietnamese.syllables import is_syllable
from tests.vietnamese.words import NAMES, SYLLABLES, WESTERN, examples

TEXTS = NAMES + [" ".join(SYLLABLES[i : i + 5]) for i in range(0, len(SYLLABLES), 5)]
ORDINARY = ["nguyen@thu.vn", "https://x.vn/é", "12.345,6", "25/06/2023", "«Đoàn»", "5 µm", "25 °C", "½",
"§ 5", "© 2023",
            "3 × 4", "Q1 · Q2", "100 m²", "A®", "¡Hola!", "x÷y", "Nº 5", "VNeID", "iPhone", "", " ",
            "'", "“Lê”",
            "Y Ksor", "H'Hen Niê", "Krông Pắc", "Đắk Lắk", "Mlô", "Pờ Ê", "Sùng A Chứ",
            "Kon Plông"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "encoding", "right"),
    [
        ("NguyÔn V¨n Dòng", "tcvn3", "Nguyễn Văn Dũng"),
        ("TrÇn ThÞ H­¬ng", "tcvn3", "Trần Thị Hương"),
        ("§Æng §×nh Lý", "tcvn3", "Đặng Đình Lý"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("C«ng v¨n sè 12/Q§-H§ ngµy 5", "tcvn3", "Công văn số 12/QĐ-HĐ ngày 5"),
        ("NGUYÔN V¡N HïNG", "tcvn3", "NGUYỄN VĂN HÙNG"),
        ("B¾c Mª", "tcvn3", "Bắc Mê"),
        ("Ng«", "tcvn3", "Ngô"),
        ("Nguyeãn Vaên Duõng", "vni", "Nguyễn Văn Dũng"),
        ("Traàn Thò Höông", "vni", "Trần Thị Hương"),
        ("Haø Tónh", "vni", "Hà Tĩnh"),
        ("HAØ TÓNH", "vni", "HÀ TĨNH"),
        ("Ñoaøn Thanh nieân Coäng saûn Hoà Chí Minh", "vni", "Đoàn Thanh niên Cộng sản Hồ Chí Minh"),
        (unicodedata.normalize("NFD", "Nguyễn Văn Dũng"), "nfd", "Nguyễn Văn Dũng"),
        ("Trần V¨n A", "mixed", "Trần Văn A"),
        ("Hà TÜnh", "mixed", "Hà Tĩnh"),
        ("Nguyễn Vaên Đức", "mixed", "Nguyễn Văn Đức"),
        ("Ðặng Văn Ba", "mixed", "Đặng Văn Ba"),
        ("Ph¹m pham@thu.vn", "tcvn3", "Phạm pham@thu.vn"),
    ],
)
def test_old_text_is_recognised_and_made_right(typed, encoding, right):
    assert detect(typed) == encoding
    assert to_unicode(typed) == right
    assert detect(right) is None


@pytest.mark.parametrize("text", WESTERN + ORDINARY)
def test_other_languages_addresses_and_numbers_are_left_alone(text):
    assert to_unicode(text) == text
    assert detect(text) is None


def test_right_vietnamese_text_is_never_touched():
    for text in NAMES + SYLLABLES + TEXTS:
        for written in (text, text.upper(), text.title()):
            assert to_unicode(written) == written
            assert to_unicode(unicodedata.normalize("NFD", written)) == written


@examples
@given(st.lists(st.sampled_from(SYLLABLES + NAMES + WESTERN + ORDINARY), max_size=8).map(" ".join))
def test_right_text_beside_other_languages_is_only_composed(text):
    assert to_unicode(text) == unicodedata.normalize("NFC", text)
    assert to_unicode(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


@examples
@given(st.text())
def test_text_without_letters_of_an_old_encoding_is_only_composed(text):
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(c for c in composed if not "\u00a0" <= c <= "\u00ff")
    assert to_unicode(plain) == unicodedata.normalize("NFC", plain)


def test_the_tables_are_complete():
    assert len(TCVN3) == len(set(TCVN3.values())) == 74
    assert set(VNI.values()) == {c for s in TCVN3.values() for c in (s, s.upper())} | set("ƯỨỪỬỮỰĐ")


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni])
def test_a_column_of_known_encoding_comes_back_whole(encode):
    font = "vni" if encode is encode_vni else "tcvn3"
    assert len(SYLLABLES) >= 300
    for text in SYLLABLES + TEXTS:
        assert to_unicode(encode(text), font).lower() == text.lower()
    if font == "vni":
        assert all(to_unicode(encode(text.upper()), font) == text.upper() for text in TEXTS)


@pytest.mark.parametrize("encode", [encode_tcvn3, encode_vni])
def test_a_cell_comes_back_right_or_was_a_word_both_ways(encode):
    for text in SYLLABLES + TEXTS:
        old = encode(text)
        back = to_unicode(old).lower()
        words = old.split()
        could_be_right = all(word.isascii() or is_syllable(word) for word in words)
        both = {to_unicode(old, font) for font in ("tcvn3", "vni")}
        both_explain = len(both) == 2 and all(is_syllable(word) for word in both)
        both_explain = both_explain or old.lower() == "loïc"  # lọc in VNI, and a man's name
        assert back == text.lower() or (back == old.lower() and (could_be_right or both_explain))


def test_a_word_that_both_encodings_explain_is_left_alone():
    assert to_unicode("Thuû") == "Thuû"
    assert to_unicode("NguyÔn Thuû") == "Nguyễn Thuỷ"
    assert to_unicode("Nguyeãn Thuû") == "Nguyễn Thủ"


def test_nearly_all_full_names_come_back_without_being_told():
    for encode in (encode_tcvn3, encode_vni):
        lost = [name for name in NAMES if to_unicode(encode(name)).lower() != name.lower()]
        assert len(lost) <= len(NAMES) // 20


def test_what_is_a_word_both_ways_is_decided_by_its_column():
    assert to_unicode("Dòng") == "Dòng"
    assert detect_column(["Dòng", "NguyÔn", "An"]) == "tcvn3"
    assert to_unicode("Dòng", "tcvn3") == "Dũng"
    assert detect_column(["Hoà", "Nguyeãn"]) == "vni"
    assert to_unicode("Hoà", "vni") == "Hồ"
    assert detect_column(["Dòng", "NguyÔn", "Đức"]) is None
    assert detect_column(["NguyÔn", "Nguyeãn"]) is None
    assert detect_column(["An", "Bình"]) is None


@pytest.mark.parametrize(
    "word", ["nghiêng", "gì", "giếng", "quý", "khuỷu", "hoà", "hòa", "thuý", "Đắk", "UYÊN", "yểng"]
)
def test_syllables_as_they_are_spelt(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["", "coõng", "cế", "ngé", "các̀", "cat", "cảt", "hòá", "hôà", "zà", "tôo", "tuờng", "gé"]
)
def test_what_no_syllable_is(word):
    assert not is_syllable(word)


def test_every_listed_syllable_is_one():
    assert [s for s in SYLLABLES if not is_syllable(s)] == []
