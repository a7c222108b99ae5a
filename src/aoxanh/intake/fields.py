"""The columns a file may have: what each is called on real lists, and how a cell of it is read."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection
from aoxanh.org.models import today
from aoxanh.people import lists
from aoxanh.vietnamese import citizen_id, legacy, phones
from aoxanh.vietnamese.dates import Order, PartialDate, from_excel_serial, parse_date
from aoxanh.vietnamese.names import fold, tidy, title_case
from aoxanh.vietnamese.refusal import Ambiguous, Refusal

#: What lists write beside a name that is no part of it: a number or a form of address before, an office behind in brackets.
BESIDE_NAME = re.compile(
    r"^[0-9]{1,3}\s*[.)]\s*|^(?:đ[./]c|đồng chí)\b[\s:.]*|\s*\([^()0-9]*\)$", re.IGNORECASE
)
SIGNS = re.compile(r'[\d<>{}\[\]|\\/@#$%^*_=+~;:!?"]')
LONGEST_NAME = 120
APART = re.compile(r"[\s.\-']")
NINE, TEN, ELEVEN = re.compile(r"[35789][0-9]{8}"), re.compile(r"0[0-9]{9}"), re.compile(r"[1-9][0-9]{10}")
#: A citizen id as a spreadsheet shows it that takes it for a number, and what is left when that was saved and opened again.
LOST_DIGITS = re.compile(r"[0-9][.,]?[0-9]*e\+?[0-9]{1,2}|[1-9][0-9]{4}0{6}", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
CARD = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ ./-]{0,28}")
BRACKETS, PUNCTUATION = re.compile(r"[(\[].*?[)\]]"), re.compile(r"[*:,./;]+")
SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.0+)?")
NUMERIC_DAY = re.compile(
    r"\s*([0-9]{1,2})[/.,\-\s]+([0-9]{1,2})[/.,\-\s]+(?:[0-9]{4}|[0-9]{2})(?: 00:00:00)?\s*"
)
LOOSE = re.compile(
    r"[/.,\-\s]*(?:([0-9]{1,2})[/.,\-\s]+)?([0-9]{1,2})[/.,\-\s]+([0-9]{4}|[0-9]{2})[/.,\-\s]*"
)
EIGHT = re.compile(r"([0-3][0-9])([01][0-9])((?:19|20)[0-9]{2})")
EIGHT_FROM_YEAR = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
NAMED_MONTH = re.compile(
    r"(?P<day>[0-9]{1,2})[\s\-]+(?:(?:thg|tháng)\s*(?P<vi>[0-9]{1,2})|(?P<en>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)[\s\-,]+(?P<year>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
LIFE = 80
WHOLE_YEAR = re.compile(r"[0-9]{4}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Field:
    """One column: `names` are what its heading may say, folded; `read(text, order)` returns the stored value."""

    code: str
    title: Any
    names: tuple[str, ...]
    read: Callable[[str, Order], Any]
    rule: str
    example: str = ""


def mended(text: str) -> str:
    """Return text in Unicode, composed, without stray spaces and signs nobody sees."""
    shown = text if text.isascii() else legacy.to_unicode(text)
    if not shown.isprintable():
        shown = "".join(
            " " if sign.isspace() else sign for sign in shown if sign.isprintable() or sign.isspace()
        )
    return " ".join(shown.split())


#: What a cell says that says nothing; and what it says of what somebody does not have.
NOTHING = {"-", "--", "–", "—", "/", ".", "..", "...", "…", "?", "#N/A"}
NONE = {
    "không",
    "không có",
    "ko",
    "ko có",
    "k có",
    "chưa",
    "chưa có",
    "khong",
    "khong co",
    "chua",
    "chua co",
    "0",
}
HAD = {
    "birth", "citizen_id", "phone", "email", "card_number", "joined_on", "qualification", "theory", "party_course_on",
    "party_probationary_on", "party_official_on",
}  # fmt: skip


def is_silent(code: str, text: str) -> bool:
    """Whether a cell of a column says no more than an empty one."""
    return text in NOTHING or (code in HAD and text.lower() in NONE)


def words(longest: int) -> Callable[[str, Order], str]:
    """Return the reader of a text as it is, mended, as far as its column reaches."""
    return lambda text, _order: mended(text)[:longest].rstrip()


short = words(160)


@functools.lru_cache(maxsize=20_000)
def is_plain(word: str) -> bool:
    """Whether a word of a name needs no mending: letters only, as Vietnamese writes them, its first one alone a capital."""
    return len(word) > 1 and word.isalpha() and word.istitle() and legacy.is_right(word)


def full_name(text: str, _order: Order) -> str:
    """Read a name: mended, and in proper case where it was all capitals or all small."""
    parts = text.split()
    if all(map(is_plain, parts)) and 0 < len(plain := " ".join(parts)) <= LONGEST_NAME:
        return plain
    shown = tidy(BESIDE_NAME.sub("", mended(text)))
    if (
        not shown
        or len(shown) > LONGEST_NAME
        or SIGNS.search(shown)
        or not any(letter.isalpha() for letter in shown)
    ):
        raise Objection(_("A name has letters only. Check what was typed."), rule="R-REC §3.2")
    return title_case(shown) if shown.isupper() or shown.islower() else shown


def date(text: str, order: Order) -> PartialDate:
    """Read a date: as text in either order of the column, as spreadsheets write months, or as their serial number.

    A year of two digits is one of the last eighty, or refused.
    """
    if SERIAL.fullmatch(text):
        return PartialDate.from_date(from_excel_serial(float(text)))
    try:
        return parse_date(plain_date(text), order=order)
    except Ambiguous as refusal:
        now = today()
        for day in refusal.readings:
            if day.earliest() <= now and now.year - day.year < LIFE:
                return day
        raise


def plain_date(text: str) -> str:
    """Return a date with one sign between its numbers, months as numbers, and without the zeros that stand for nothing."""
    if whole := EIGHT.fullmatch(text):
        return "/".join(whole.groups())
    if whole := EIGHT_FROM_YEAR.fullmatch(text):
        return "-".join(whole.groups())
    if named := NAMED_MONTH.fullmatch(text):
        month = named["vi"] or str(MONTHS.index(named["en"].lower()) + 1)
        return f"{named['day']}/{month}/{named['year']}"
    if loose := LOOSE.fullmatch(text):
        return "/".join(part for part in loose.groups() if part and part.strip("0"))
    return text


def whole_day(text: str, order: Order) -> str:
    """Read a day that must be known whole; return it as ISO text."""
    day = date(text, order)
    if not day.is_whole:
        raise Objection(_("Write the whole date: day, month and year."), rule="R-REC-01")
    return day.earliest().isoformat()


def id_number(text: str, _order: Order) -> str:
    """Read a citizen id; a spreadsheet that ate the first zero is put right."""
    digits = text.strip().lstrip("'")
    if LOST_DIGITS.fullmatch(digits):
        raise Objection(
            _("The last digits are lost: the column was a number. Make it text and type the number again."),
            rule="R-REC §3.2",
        )
    if ELEVEN.fullmatch(digits):
        digits = f"0{digits}"
    return citizen_id.parse(digits).number


@functools.lru_cache(maxsize=1000)
def prefix_known(prefix: str) -> bool:
    """Whether mobile numbers of this prefix exist."""
    try:
        return phones.parse(f"{prefix}1234567").e164.startswith("+84")
    except Refusal:
        return False


def phone(text: str, _order: Order) -> str:
    """Read a phone number as E.164; a lost first zero and the old eleven digits are put right."""
    text = text.strip(" ;,.")
    digits = APART.sub("", text)
    if NINE.fullmatch(digits):
        digits = f"0{digits}"
    if TEN.fullmatch(digits) and prefix_known(digits[:3]):
        return f"+84{digits[1:]}"
    moved = phones.migrate(digits)
    return moved.e164 if moved else phones.parse(text).e164


def email(text: str, _order: Order) -> str:
    """Read an e-mail address."""
    shown = text.strip().lower()
    if not ADDRESS.fullmatch(shown) or len(shown) > 160:
        raise Objection(_("This is not an e-mail address."), rule="R-REC-01")
    return shown


def card(text: str, _order: Order) -> str:
    """Read a card number: letters, digits and signs between them (membership §3.3)."""
    shown = " ".join(text.upper().split())
    if not CARD.fullmatch(shown):
        raise Objection(_("A card number has letters, digits and . / - only, 29 at most."), rule="R-REC §3.3")
    return shown


def choice(options: list[tuple[str, Any]], more: dict[str, str]) -> Callable[[str, Order], str]:
    """Return the reader of a closed list: its words, folded, and the other ways people write them."""

    @functools.lru_cache(maxsize=5_000)
    def read(text: str, _order: Order) -> str:
        known = (
            {fold(str(title)): code for code, title in options}
            | {code: code for code, _title in options}
            | more
        )
        found = known.get(fold(mended(text)).replace(".", "").strip())
        if found is None:
            raise Objection(
                _("“%(text)s” is not in the list of this column.") % {"text": text[:40]}, rule="R-REC §3.2"
            )
        return found

    return read


SEX = {
    "nam": "male",
    "nu": "female",
    "m": "male",
    "f": "female",
    "trai": "male",
    "gai": "female",
    "1": "male",
    "0": "female",
}
SCHOOL = {
    "12/12": "upper_secondary", "11/12": "upper_secondary", "10/12": "upper_secondary", "thpt": "upper_secondary", "ptth": "upper_secondary",
    "9/12": "lower_secondary", "9/9": "lower_secondary", "thcs": "lower_secondary", "5/12": "primary", "tieu hoc": "primary", "cap 3": "upper_secondary",
    "cap 2": "lower_secondary", "cap 1": "primary", "trung hoc pho thong": "upper_secondary", "trung hoc co so": "lower_secondary", "12": "upper_secondary",
}  # fmt: skip
DEGREE = {
    "dai hoc": "university", "dh": "university", "cu nhan": "university", "ky su": "university", "cao dang": "college", "cd": "college",
    "trung cap": "intermediate", "tc": "intermediate", "tccn": "intermediate", "so cap": "vocational", "nghe": "vocational", "thac si": "master",
    "ths": "master", "tien si": "doctorate", "ts": "doctorate", "bac si": "university",
}  # fmt: skip
THEORY = {
    "so cap": "elementary",
    "trung cap": "intermediate",
    "cao cap": "advanced",
    "cu nhan": "advanced",
    "sc": "elementary",
    "tc": "intermediate",
    "cc": "advanced",
}
FAITH = {
    "khong": "none",
    "ko": "none",
    "k": "none",
    "khong ton giao": "none",
    "phat giao": "buddhism",
    "dao phat": "buddhism",
    "cong giao": "catholicism",
    "thien chua giao": "catholicism",
    "thien chua": "catholicism",
    "tin lanh": "protestantism",
    "cao dai": "cao_dai",
    "hoa hao": "hoa_hao",
    "phat giao hoa hao": "hoa_hao",
    "hoi giao": "islam",
    "luong": "none",
    "luong giao": "none",
    "phat": "buddhism",
    "dao cong giao": "catholicism",
    "dao thien chua": "catholicism",
    "dao tin lanh": "protestantism",
    "dao cao dai": "cao_dai",
}
PEOPLES = {
    "viet": "01",
    "nguoi kinh": "01",
    "h'mong": "08",
    "hmong": "08",
    "mong": "08",
    "bahnar": "13",
    "gia rai": "10",
    "jrai": "10",
    "ede": "12",
    "van kieu": "23",
    "bru - van kieu": "23",
    "bru-van kieu": "23",
    "cao lan": "15",
    "pa co": "31",
    "k'ho": "16",
    "xtieng": "22",
    "stieng": "22",
    "co tu": "26",
}

_ROWS = [
    Field("full_name", _("Full name"), ("ho va ten", "ho ten", "ho va ten doan vien", "ten doan vien", "ho ten doan vien", "ho va ten hoc sinh", "ho ten hoc sinh", "ho va ten sinh vien", "ho chu dem va ten", "ho chu dem va ten khai sinh", "full name"), full_name, "R-REC §3.2", "Nguyễn Văn An"),
    Field("last_name", _("Family and middle name"), ("ho", "ho dem", "ho va ten dem", "ho lot", "ho va chu dem", "ho va", "ho va dem", "ho va lot"), short, "R-REC §3.2"),
    Field("first_name", _("Given name"), ("ten",), short, "R-REC §3.2"),
    Field("birth", _("Date of birth"), ("ngay sinh", "ngay thang nam sinh", "nam sinh", "ngay, thang, nam sinh", "sinh ngay", "ntns", "ngay thang sinh"), date, "R-REC §3.2", "15/08/2003"),
    Field("sex", _("Sex"), ("gioi tinh", "gioi", "gt", "nam/nu", "phai", "nu"), choice(lists.SEXES, SEX), "R-REC §3.2", "Nam"),
    Field("citizen_id", _("Citizen id"), ("cccd", "so cccd", "can cuoc", "so can cuoc", "can cuoc cong dan", "so can cuoc cong dan", "so dinh danh", "so dinh danh ca nhan", "cmnd/cccd", "cccd/cmnd", "so cmnd", "cmnd", "so cmnd/cccd", "so cccd/cmnd", "ma dinh danh", "ma dinh danh ca nhan", "so cccd/ma dinh danh"), id_number, "R-REC §3.2"),
    Field("phone", _("Phone"), ("dien thoai", "so dien thoai", "sdt", "dt", "so dt", "di dong", "dien thoai di dong", "so dien thoai lien he", "sdt lien he", "dien thoai lien he", "phone"), phone, "R-REC §3.2", "0912 345 678"),
    Field("email", _("E-mail"), ("email", "e-mail", "thu dien tu", "dia chi email"), email, "R-REC §3.2"),
    Field("unit", _("Branch"), ("chi doan", "don vi", "chi doan sinh hoat", "ten chi doan", "lop", "to chuc", "noi sinh hoat", "chi doan thon"), short, "R-STA-03", "Chi đoàn thôn Xuân Hải"),
    Field("joined_on", _("Joined the Union on"), ("ngay vao doan", "ngay ket nap", "ngay ket nap doan", "ngay vao doan tncs", "vao doan", "ngay thang vao doan", "ngay, thang, nam vao doan", "ngay vao doan tncs ho chi minh", "ngay ket nap vao doan"), whole_day, "R-REC-01", "26/03/2019"),
    Field("card_number", _("Card number"), ("so the", "so the doan", "so the doan vien", "ma the", "ma the doan"), card, "R-REC §3.3"),
    Field("home_town", _("Home town"), ("que quan", "nguyen quan", "que"), short, "R-REC §3.2"),
    Field("birth_place", _("Place of birth"), ("noi sinh",), short, "R-REC §3.2"),
    Field("ethnicity", _("Ethnicity"), ("dan toc",), choice(lists.ETHNICITIES, PEOPLES), "R-REC §3.2", "Kinh"),
    Field("religion", _("Religion"), ("ton giao",), choice(lists.RELIGIONS, FAITH), "R-REC §3.2", "Không"),
    Field("education", _("General education"), ("trinh do hoc van", "hoc van", "van hoa", "trinh do van hoa", "td hoc van", "trinh do pho thong"), choice(lists.EDUCATION, SCHOOL), "R-REC §3.2", "12/12"),
    Field("qualification", _("Qualification"), ("trinh do chuyen mon", "chuyen mon", "td chuyen mon", "chuyen mon nghiep vu", "trinh do"), choice(lists.QUALIFICATION, DEGREE), "R-REC §3.2", "Đại học"),
    Field("theory", _("Political theory"), ("ly luan chinh tri", "trinh do ly luan chinh tri", "llct", "ly luan", "chinh tri"), choice(lists.THEORY, THEORY), "R-REC §3.2", "Sơ cấp"),
    Field("languages", _("Foreign languages"), ("ngoai ngu", "trinh do ngoai ngu"), words(80), "R-REC §3.2"),
    Field("computing", _("Computing"), ("tin hoc", "trinh do tin hoc"), words(80), "R-REC §3.2"),
    Field("occupation", _("Occupation"), ("nghe nghiep", "nghe", "cong viec"), words(120), "R-REC §3.2", "Nông dân"),
    Field("workplace", _("Place of work or study"), ("noi lam viec", "noi cong tac", "noi hoc tap", "noi hoc tap, cong tac", "don vi cong tac", "truong"), short, "R-REC §3.2"),
    Field("party_course_on", _("Party awareness course"), ("ngay hoc lop nhan thuc ve dang", "lop cam tinh dang", "hoc lop cam tinh"), whole_day, "R-REC §3.2"),
    Field("party_probationary_on", _("Probationary Party member since"), ("ngay vao dang", "ngay vao dang du bi", "vao dang", "ket nap dang"), whole_day, "R-REC §3.2"),
    Field("party_official_on", _("Full Party member since"), ("ngay chinh thuc", "ngay vao dang chinh thuc", "dang vien chinh thuc"), whole_day, "R-REC §3.2"),
]  # fmt: skip
FIELDS: dict[str, Field] = {field.code: field for field in _ROWS}


def bare(heading: str) -> str:
    """Return a folded heading without what it says in brackets and its punctuation."""
    text = BRACKETS.sub(" ", heading)
    return " ".join(PUNCTUATION.sub(" ", text).split())


BY_NAME: dict[str, str] = {bare(name): field.code for field in _ROWS for name in field.names}
DATES = ("birth", "joined_on", "party_course_on", "party_probationary_on", "party_official_on")


def order_of(cells: Iterable[str]) -> tuple[Order, bool]:
    """Return which of day and month comes first in a column, and whether its cells prove it or leave nothing open.

    What proves nothing is read the Vietnamese way, what proves both as most of it says; both are asked about once.
    """
    day_first = month_first = either = 0
    for cell in cells:
        if found := NUMERIC_DAY.fullmatch(cell):
            first, second = int(found[1]), int(found[2])
            day_first += first > 12 >= second
            month_first += second > 12 >= first
            either += first != second and first <= 12 >= second
    order: Order = "mdy" if month_first > day_first else "dmy"
    if day_first and month_first:
        return order, False
    return order, bool(day_first or month_first or not either)
