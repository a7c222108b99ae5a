"""Names: searched, ordered, cut and compared (design/stack.md T6; campaigns.md §11 trap 16)."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.names import (
    KEY_VERSION,
    Name,
    fold,
    initials,
    same_name,
    search_key,
    search_words,
    sort_key,
    split_name,
    title_case,
)
from tests.vietnamese.words import NAMES, SYLLABLES, examples

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]

DICTIONARY_TEXT = """
an án anh ảnh ánh ăn ân ẩn ấn ba bà bả bã bá bạ bảo bắc bình cam cảnh chi cúc cường da dung dũng dương đan
đào đạt đặng đông đức em êm ga giang hà hải hạnh hằng hiền hoa hòa hoàng hồng huệ hương kim lan lâm lê linh
long mai minh mơ na nga ngân ngọc nhung oanh ô phú quân quỳnh sơn tâm thảo thúy tú tư uyên ưng văn vân vi
xuân y yên yến
"""
DICTIONARY = DICTIONARY_TEXT.split()


def in_any_form(text, form):
    return unicodedata.normalize(form, text)


def test_a_name_is_searched_without_tones_marks_and_capitals():
    assert fold("Nguyễn Văn Dũng") == "nguyen van dung"
    assert fold("Đặng") == "dang"
    assert fold("ĐẶNG  Thị\u00a0Ðào ") == "dang thi dao"


def test_letters_of_other_latin_alphabets_are_transliterated_and_other_scripts_dropped():
    assert fold("Straße Œuvre Søren Łódź Þór ﬁ Ⅷ") == "strasse oeuvre soren lodz thor fi viii"
    assert fold("李 Nguyễn") == "nguyen"
    assert fold("D’Artagnan – x") == "d'artagnan - x"


@pytest.mark.parametrize("form", FORMS)
def test_folding_does_not_depend_on_the_normal_form(form):
    for name in NAMES[:60] + SYLLABLES:
        assert fold(in_any_form(name, form)) == fold(name)


@examples
@given(st.text())
def test_folding_gives_ascii_small_letters_and_folding_twice_changes_nothing(text):
    once = fold(text)
    assert once.isascii()
    assert once == once.lower()
    assert fold(once) == once


def test_the_dictionary_order_is_kept():
    assert len(DICTIONARY) >= 60
    shuffled = random.Random(7).sample(DICTIONARY, len(DICTIONARY))
    assert sorted(shuffled, key=sort_key) == DICTIONARY


def test_letters_come_before_tones_and_tones_in_their_order():
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["mac", "mạ", "ma"], key=sort_key) == ["ma", "mạ", "mac"]


def test_every_letter_has_its_place_foreign_ones_too():
    assert sorted(random.Random(7).sample(LETTERS, len(LETTERS)), key=sort_key) == list(LETTERS)


def test_a_register_is_ordered_by_given_then_family_then_middle_name():
    register = ["Trần Văn An", "Lê Thị Bình", "Nguyễn An Bình", "Nguyễn Văn Bình", "Đặng Văn Dũng", "Lê Đa"]
    assert sorted(random.Random(7).sample(register, len(register)), key=sort_key) == register
    assert sort_key("Lê Bình") < sort_key("Lê Văn Bình")


@pytest.mark.parametrize(("old", "new"), [("Hoà", "Hòa"), ("Thuý", "Thúy"), ("Loè", "Lòe"), ("THUỶ", "thủy")])
def test_both_tone_placements_are_one_name_and_one_place(old, new):
    assert sort_key(f"Lê {old}") == sort_key(f"Lê {new}")
    assert same_name(f"Lê {old}", f"lê  {new} ")


@examples
@given(
    st.lists(
        st.sampled_from(NAMES + SYLLABLES + ["H'Hen Niê", "Y Ksor", "李 小龙", "Zoë", "A1", ""]), max_size=4
    )
)
def test_sort_keys_are_ascii_and_the_same_in_every_normal_form(parts):
    name = " ".join(parts)
    key = sort_key(name)
    assert key.isascii()
    assert {sort_key(in_any_form(name, form)) for form in ("NFC", "NFD")} == {key}


@examples
@given(st.text(), st.text())
def test_sort_keys_order_any_text_consistently(a, b):
    assert sort_key(a).isascii()
    assert sort_key(unicodedata.normalize("NFD", a)) == sort_key(unicodedata.normalize("NFC", a))
    assert (sort_key(a) < sort_key(b)) == (sort_key(a).encode() < sort_key(b).encode())


def test_names_in_other_scripts_come_after_all_others_and_keep_an_order():
    assert sorted(["李", "Zyx", "王", "An"], key=sort_key) == ["An", "Zyx", "李", "王"]


def test_numbers_come_before_letters():
    assert sort_key("2") < sort_key("a")
    assert sort_key("1") < sort_key("2")


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Nguyễn Văn Dũng", ("Nguyễn", "Văn", "Dũng")),
        ("Trần Thị Thanh Hương", ("Trần", "Thị Thanh", "Hương")),
        ("Lê Lợi", ("Lê", "", "Lợi")),
        ("Dũng", ("", "", "Dũng")),
        ("", ("", "", "")),
        ("H'Hen Niê", ("Niê", "", "H'Hen")),
        ("H’Hen Niê", ("Niê", "", "H'Hen")),
        ("Hʼ Hen Niê", ("Niê", "", "H'Hen")),
        ("Y Ksor", ("", "", "Y Ksor")),
        ("Ksor Y Bru", ("Ksor", "", "Y Bru")),
        ("Ksor H'Lan", ("Ksor", "", "H'Lan")),
        ("Y Moan Ênuôl", ("Ênuôl", "", "Y Moan")),
        ("Y Bhăm Niê Kdăm", ("Niê Kdăm", "", "Y Bhăm")),
        ("Sùng A Chứ", ("Sùng", "A", "Chứ")),
        ("Nguyễn Y Vân", ("Nguyễn", "Y", "Vân")),
        ("Y Thị Lan", ("Y", "Thị", "Lan")),
        ("John Smith", ("John", "", "Smith")),
        ("Smith, John Paul", ("Smith", "John", "Paul")),
        (",", ("", "", "")),
    ],
)
def test_a_full_name_is_cut_as_its_people_cut_it(full, parts):
    assert split_name(full) == Name(*parts)


def test_a_sex_marker_does_not_decide_the_order():
    assert sorted(["Y Bru Niê", "H'An Niê", "Lê Ban"], key=sort_key) == ["H'An Niê", "Lê Ban", "Y Bru Niê"]
    assert sort_key("H'Hen Niê") == sort_key("H’ Hen Niê") == sort_key("h'hen niê")


@pytest.mark.parametrize("typed", ["hen", "hhen", "H'Hen", "h’hen nie", "niê", "Nie H"])
def test_h_hen_nie_is_found_however_she_is_typed(typed):
    key = search_key("H’Hen Niê")
    assert key == " h hen nie hhen"
    assert all(f" {word}" in key for word in search_words(typed))


def test_a_search_key_breaks_words_at_punctuation_and_begins_with_a_space():
    assert search_key("Nguyễn Văn Dũng") == " nguyen van dung"
    assert search_key("Jean-Pierre (Tèo)") == " jean pierre teo jeanpierre"
    assert search_words("100%_dũng") == ("100", "dung")


@examples
@given(st.text())
def test_no_wildcard_comes_through_a_search(text):
    assert not set("%_\\'") & set(search_key(text) + "".join(search_words(text)))


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("NGUYỄN VĂN DŨNG", "Nguyễn Văn Dũng"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("nguyễn  văn đức", "Nguyễn Văn Đức"),
        ("NGUYỄN Văn A", "Nguyễn Văn A"),
        ("O’BRIEN", "O'Brien"),
        ("Ronald McDonald", "Ronald McDonald"),
        ("JEAN-PIERRE", "Jean-Pierre"),
        ("Y KSOR", "Y Ksor"),
    ],
)
def test_a_shouted_name_is_written_as_in_a_register(shouted, written):
    assert title_case(shouted) == written
    assert title_case(unicodedata.normalize("NFD", shouted)) == written


def test_title_case_undoes_capitals_on_every_name():
    for name in NAMES:
        assert title_case(name.upper()) == name


def test_same_names_differ_in_form_only():
    assert same_name("H’Hen Niê", "H' Hen  niê")
    assert same_name("Nguyễn Thị Hoà", unicodedata.normalize("NFD", "NGUYỄN THỊ HÒA"))
    assert not same_name("Hồng", "Hong")
    assert not same_name("Dũng", "Dụng")
    assert not same_name("Dao", "Đào")


def test_an_avatar_has_the_first_letters_of_the_first_and_the_last_word():
    assert [initials(n) for n in ("Nguyễn Văn Đức", "Ý Yên", "H'Hen Niê", "Dũng", "", "-")] == [
        "NĐ", "YY", "HN", "D", "", "",
    ]  # fmt: skip


def test_stored_keys_have_a_version():
    assert KEY_VERSION == 1
    assert (search_key("H'Hen Niê"), sort_key("Nguyễn Văn Dũng")) == (" h hen nie hhen", "FaRK3 RKafIR3 cBR0")
