"""Identity numbers and the code on the card (campaigns.md §8.1, §8.2, §11 traps 8 and 9)."""

import logging
import traceback
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aoxanh.vietnamese.citizen_id import PROVINCES, Card, CitizenId, Sex, mask, parse, parse_old, read_card
from aoxanh.vietnamese.dates import PartialDate
from aoxanh.vietnamese.refusal import Refusal
from tests.vietnamese.words import examples

digits = st.integers
numbers = st.builds(
    "{:03d}{}{:02d}{:06d}".format, digits(0, 999), digits(0, 3), digits(0, 99), digits(0, 999999)
)
CARD = "042203001234|187654321|Nguyễn Văn A|15082003|Nam|Thôn Xuân Hải, Thịnh Lộc, Lộc Hà, Hà Tĩnh|20042021"
NO_OLD = "042303001234||Trần Thị B|01012003|Nữ|Tổ dân phố Phú Nghĩa, TT. Lộc Hà, Lộc Hà, Hà Tĩnh|21042021"
FAMILY = "|Trần Văn Cha|042066009999|Lê Thị Mẹ|042168008888"


@pytest.mark.parametrize(
    ("text", "province", "sex", "year"),
    [
        ("042203001234", "Hà Tĩnh", Sex.MALE, 2003),
        ("042303001234", "Hà Tĩnh", Sex.FEMALE, 2003),
        ("042087000012", "Hà Tĩnh", Sex.MALE, 1987),
        ("042187000013", "Hà Tĩnh", Sex.FEMALE, 1987),
        ("001099012345", "Hà Nội", Sex.MALE, 1999),
        ("079315000456", "Hồ Chí Minh", Sex.FEMALE, 2015),
        (" 042 203 001 234 ", "Hà Tĩnh", Sex.MALE, 2003),
        ("042.203.001.234", "Hà Tĩnh", Sex.MALE, 2003),
        ("024099012345", "Bắc Giang", Sex.MALE, 1999),
    ],
)
def test_a_number_says_province_sex_and_year(text, province, sex, year):
    """§8.1, the synthetic vectors."""
    citizen = parse(text)
    assert (citizen.province_name, citizen.sex, citizen.birth_year) == (province, sex, year)
    assert citizen.province_code == citizen.number[:3]
    assert citizen.cautions == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4222030012", "citizen_id.wrong_length"),
        ("04220300123A", "citizen_id.not_digits"),
        ("042503001234", "citizen_id.century"),
        ("042403001234", "citizen_id.century"),
        ("042903001234", "citizen_id.century"),
        ("42203001234", "citizen_id.lost_zero"),
        ("42203001234.0", "citizen_id.lost_zero"),
        ("4.2203E+10", "citizen_id.not_digits"),
        ("99999999999", "citizen_id.wrong_length"),
        ("42503001234", "citizen_id.wrong_length"),
        ("0422030012345", "citizen_id.wrong_length"),
        ("187654321", "citizen_id.old_nine_digits"),
        ("٠٤٢٢٠٣٠٠١٢٣٤", "citizen_id.not_digits"),
        ("042203001234\n042303001234", "citizen_id.wrong_length"),
        ("", "citizen_id.empty"),
        (" . ", "citizen_id.not_digits"),
    ],
)
def test_a_number_that_cannot_be_is_refused(text, code):
    """§8.1 E1 and E2."""
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert refused.value.code == code


def test_an_excel_number_is_proposed_with_its_zero_and_never_accepted():
    """§8.1, §11 trap 8."""
    with pytest.raises(Refusal) as refused:
        parse("42203001234")
    assert refused.value.proposal == "042203001234"
    assert "042203001234" not in str(refused.value) + repr(refused.value) + repr(refused.value.args)


def test_an_unknown_prefix_is_a_caution():
    """§8.1 W1: a birth registered abroad."""
    citizen = parse("127203001234")
    assert citizen.province_name is None
    assert [caution.code for caution in citizen.cautions] == ["citizen_id.unknown_prefix"]
    assert "127" in str(citizen.cautions[0])


def test_disagreement_with_the_record_is_a_caution():
    """§8.1 W2; W3, another province of birth, is none."""
    citizen = parse("042203001234", birth=date(2004, 1, 1), sex=Sex.FEMALE)
    assert [c.code for c in citizen.cautions] == [
        "citizen_id.birth_year_disagrees",
        "citizen_id.sex_disagrees",
    ]
    assert "2003" in str(citizen.cautions[0])
    assert parse("042203001234", birth=PartialDate(2003), sex=Sex.MALE).cautions == ()
    assert parse("042203001234", birth=PartialDate(2003)) == parse("042203001234", sex=Sex.FEMALE)


def test_an_old_identity_card_number_is_only_history():
    assert parse_old("187 654 321") == "187654321"
    with pytest.raises(Refusal, match="9 chữ số"):
        parse_old("042203001234")


def test_there_were_sixty_three_provinces():
    assert len(PROVINCES) == 63
    assert PROVINCES["042"] == "Hà Tĩnh"


@examples
@given(numbers)
def test_a_mask_never_shows_the_middle(number):
    """§8.1: 042******234."""
    assert mask("042203001234") == "042******234"
    masked = mask(number)
    assert (masked[:3], masked[3:9], masked[9:]) == (number[:3], "******", number[9:])
    citizen = parse(number)
    assert number not in f"{citizen!r} {citizen} {citizen.cautions} {[str(c) for c in citizen.cautions]}"


@examples
@given(st.text())
def test_a_mask_of_anything_else_shows_nothing_of_it(text):
    if len(text) not in (9, 12):
        assert mask(text) == "************"
    assert mask("187654321") == "187***321"


def test_the_card_of_2021_is_read():
    """§8.2, first vector."""
    card = read_card(CARD)
    assert card == Card(
        parse("042203001234"), "187654321", "Nguyễn Văn A", date(2003, 8, 15), Sex.MALE,
        "Thôn Xuân Hải, Thịnh Lộc, Lộc Hà, Hà Tĩnh", date(2021, 4, 20),
    )  # fmt: skip
    assert card.citizen_id.cautions == ()


def test_a_card_without_an_old_number_is_read():
    """§8.2, second vector; §11 trap 9."""
    card = read_card(NO_OLD + "\r\n")
    assert (card.old_id, card.full_name, card.sex) == (None, "Trần Thị B", Sex.FEMALE)


def test_the_family_on_a_new_card_is_dropped():
    """§8.2, cards since 01/07/2024; §11 trap 9."""
    card = read_card(CARD + FAMILY)
    assert card == read_card(CARD)
    kept = [str(getattr(card, name)) for name in Card.__slots__] + [card.citizen_id.number]
    assert not any(word in text for text in kept for word in FAMILY.split("|") if word)


def test_a_card_that_disagrees_with_itself_is_read_with_a_caution():
    card = read_card(CARD.replace("15082003", "15082004"))
    assert [caution.code for caution in card.citizen_id.cautions] == ["citizen_id.birth_year_disagrees"]


BROKEN = {
    "six fields": CARD.replace("|187654321", ""),
    "six fields and family": CARD.replace("|187654321", "") + FAMILY,
    "old number of eight digits": CARD.replace("187654321", "18765432"),
    "number of eleven digits": CARD[1:],
    "number with a letter": CARD.replace("042203001234", "04220300123A"),
    "other digits": CARD.replace("187654321", "١٨٧٦٥٤٣٢١"),
    "no name": CARD.replace("Nguyễn Văn A", " "),
    "no sex": CARD.replace("|Nam|", "|Khác|"),
    "born on 31/02": CARD.replace("15082003", "31022003"),
    "born year first": CARD.replace("15082003", "20030815"),
    "issued never": CARD.replace("20042021", "00000000"),
    "born after 2100": CARD.replace("042203001234", "042503001234"),
    "new card broken": (CARD + FAMILY).replace("15082003", "x"),
}


@pytest.mark.parametrize("payload", BROKEN.values(), ids=BROKEN.keys())
def test_a_strange_card_is_refused_and_nothing_of_it_is_told(payload, caplog):
    """§8.2: never shifted silently, the raw text in no message, repr, argument, log or kept frame."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Refusal) as refused:
        read_card(payload)
    refusal = refused.value
    frames = [f for f, _ in traceback.walk_tb(refusal.__traceback__) if "aoxanh" in f.f_globals["__name__"]]
    told = " ".join(
        [
            str(refusal), repr(refusal), repr(refusal.args), repr(refusal.facts), repr(refusal.proposal),
            refusal.message % refusal.facts, repr(refusal.__cause__), repr(refusal.__context__), caplog.text,
            *(repr(frame.f_locals) for frame in frames), *map(repr, (vars(refusal)).values()),
        ]
    )  # fmt: skip
    assert frames
    assert [value for value in payload.split("|") if len(value.strip()) > 3 and value in told] == []
    assert refusal.__context__ is None


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("six fields", "card.unknown_layout"),
        ("six fields and family", "card.unknown_layout"),
        ("old number of eight digits", "card.unknown_layout"),
        ("born on 31/02", "card.bad_birth_date"),
        ("born year first", "card.bad_birth_date"),
        ("issued never", "card.bad_issue_date"),
        ("born after 2100", "citizen_id.century"),
    ],
)
def test_a_strange_card_is_refused_by_its_fault(case, code):
    with pytest.raises(Refusal) as refused:
        read_card(BROKEN[case])
    assert refused.value.code == code


def test_six_fields_are_called_an_unfamiliar_layout():
    with pytest.raises(Refusal, match="định dạng lạ"):
        read_card(BROKEN["six fields"])


@examples
@given(st.text() | st.lists(st.text(), min_size=6, max_size=9).map("|".join))
def test_no_scan_whatever_does_anything_but_be_refused(payload):
    with pytest.raises(Refusal):
        read_card(payload)


def test_printing_a_card_shows_a_masked_number_only():
    card = read_card(CARD)
    assert repr(card) == str(card) == "Card(042******234)"
    assert repr(card.citizen_id) == f"{card.citizen_id}" == "CitizenId(042******234)"
    assert isinstance(card.citizen_id, CitizenId)
