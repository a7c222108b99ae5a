"""Personal identification numbers (số định danh cá nhân) and the code on the chip card.

``PPP C YY RRRRRR``: province of birth registration, century and sex, year, six digits; there is no check
digit (NĐ 137/2015 Đ.13, TT 07/2016 Đ.7, TT 59/2021 Đ.4; domain/campaigns.md §8.1, §8.2).

These numbers are the most sensitive text of the house: every ``repr`` masks, no exception carries a number
or anything of a card in its text, its arguments or its facts, and nothing here logs. Cards issued since
01/07/2024 may carry the numbers of parents, spouse and children: they are dropped before anything is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from aoxanh.vietnamese.dates import PartialDate
from aoxanh.vietnamese.names import tidy
from aoxanh.vietnamese.refusal import Caution, Refusal

PROVINCES: dict[str, str] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang",
    "010": "Lào Cai", "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái",
    "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang",
    "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng",
    "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình",
    "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định",
    "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum",
    "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước",
    "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""The 63 provinces before 2025; cards were not renumbered by the mergers, so neither is this table."""


class Sex(StrEnum):
    """The sex a number or a card states."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, repr=False)
class CitizenId:
    """A personal identification number and what its digits say; ``cautions`` ask for a second look.

    ``province_name`` is None for a prefix that is not a province's (a birth registered abroad).
    """

    number: str
    province_code: str
    province_name: str | None
    sex: Sex
    birth_year: int
    cautions: tuple[Caution, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        return f"CitizenId({mask(self.number)})"


_SPREADSHEET_FLOAT = re.compile(r"([0-9]{9,12})\.0")
_SEPARATORS = re.compile(r"[\s.\u200b\ufeff]+")


def _digits(text: str) -> str:
    """The digits typed, spaces and dots taken out; the ".0" a spreadsheet adds is not a digit."""
    cleaned = text.strip()
    if not cleaned:
        raise Refusal("citizen_id.empty")
    if float_like := _SPREADSHEET_FLOAT.fullmatch(cleaned):
        cleaned = float_like[1]
    cleaned = _SEPARATORS.sub("", cleaned)
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise Refusal("citizen_id.not_digits")
    return cleaned


def parse(text: str, *, birth: date | PartialDate | None = None, sex: Sex | None = None) -> CitizenId:
    """The personal identification number typed, checked as domain/campaigns.md §8.1 says.

    E1: 12 digits after spaces and dots (citizen_id.empty, .not_digits, .wrong_length; .old_nine_digits for
    an old identity card; .lost_zero with the padded number as ``proposal`` when 11 digits look like one).
    E2: nobody alive was born from 2100 on (.century). W1 an unknown prefix, W2 disagreement with the
    ``birth`` and ``sex`` of the record: accepted, with a :class:`Caution` each.
    """
    number = _digits(text)
    if len(number) == 9:
        raise Refusal("citizen_id.old_nine_digits")
    if len(number) == 11 and number[:2] in _UNPADDED and number[2] in "0123":
        raise Refusal("citizen_id.lost_zero", proposal="0" + number)
    if len(number) != 12:
        raise Refusal("citizen_id.wrong_length", length=len(number))
    century = int(number[3])
    if century > 3:
        raise Refusal("citizen_id.century", digit=number[3])
    stated_sex = Sex.FEMALE if century % 2 else Sex.MALE
    birth_year = 1900 + 100 * (century // 2) + int(number[4:6])
    cautions = []
    if number[:3] not in PROVINCES:
        cautions.append(Caution("citizen_id.unknown_prefix", {"prefix": number[:3]}))
    if birth is not None and birth.year != birth_year:
        facts = {"in_number": birth_year, "in_record": birth.year}
        cautions.append(Caution("citizen_id.birth_year_disagrees", facts))
    if sex is not None and sex != stated_sex:
        cautions.append(Caution("citizen_id.sex_disagrees"))
    province = PROVINCES.get(number[:3])
    return CitizenId(number, number[:3], province, stated_sex, birth_year, tuple(cautions))


_UNPADDED = frozenset(code[1:] for code in PROVINCES)


def parse_old(text: str) -> str:
    """The nine digits of an old identity card (CMND), kept as history only.

    Raises citizen_id.empty, .not_digits, .not_nine_digits.
    """
    number = _digits(text)
    if len(number) != 9:
        raise Refusal("citizen_id.not_nine_digits")
    return number


def mask(number: str) -> str:
    """What may be shown: "042******234"; of a nine-digit number "187***321"; of anything else only stars."""
    if len(number) not in (9, 12):
        return "*" * 12
    return number[:3] + "*" * (len(number) - 6) + number[-3:]


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """The seven fields of the code on a chip card; printing one shows only a masked number."""

    citizen_id: CitizenId
    old_id: str | None
    full_name: str
    birth_date: date
    sex: Sex
    address: str
    issued_on: date

    def __repr__(self) -> str:
        return f"Card({mask(self.citizen_id.number)})"


_SEX_WORDS = {"nam": Sex.MALE, "nữ": Sex.FEMALE}
_FIELDS = 7


def read_card(payload: str) -> Card:
    """The card whose code was scanned: number | old number | name | born | sex | residence | issued.

    domain/campaigns.md §8.2. Further fields of newer cards (family members' names and numbers) are dropped
    before anything else is looked at. Six fields, or a second field that is no old number, are refused as
    card.unknown_layout and never shifted into place; days that never were as card.bad_birth_date or
    card.bad_issue_date. Neither refusal,
    nor its arguments, nor the frames of this room it passes through hold anything of the payload.
    """
    outcome = _read_fields(payload)
    del payload
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _read_fields(payload: str) -> Card | Refusal:
    """Returned and not raised, so that no traceback keeps this frame and the card's text in it."""
    fields = [" ".join(part.split()) for part in unicodedata.normalize("NFC", payload).split("|", _FIELDS)]
    found = payload.count("|") + 1
    number, old_id, full_name, born, sex_word, address, issued = (fields + [""] * _FIELDS)[:_FIELDS]
    sex = _SEX_WORDS.get(sex_word.lower())
    number_fits = re.fullmatch(r"[0-9]{12}", number) and re.fullmatch(r"(?:[0-9]{9})?", old_id)
    if found < _FIELDS or not number_fits or not full_name or sex is None:
        return Refusal("card.unknown_layout", fields=found)
    birth_date, issued_on = _card_day(born), _card_day(issued)
    if birth_date is None:
        return Refusal("card.bad_birth_date")
    if issued_on is None:
        return Refusal("card.bad_issue_date")
    try:
        citizen_id = parse(number, birth=birth_date, sex=sex)
    except Refusal as refusal:
        return Refusal(refusal.code, **refusal.facts)
    return Card(citizen_id, old_id or None, tidy(full_name), birth_date, sex, address, issued_on)


def _card_day(text: str) -> date | None:
    """ddMMyyyy. Without the century 20030815 would be a day of the year 815."""
    if not re.fullmatch(r"[0-9]{4}(?:19|20)[0-9]{2}", text):
        return None
    try:
        return PartialDate(int(text[4:]), int(text[2:4]), int(text[:2])).earliest()
    except Refusal:
        return None
