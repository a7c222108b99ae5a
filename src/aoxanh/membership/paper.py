"""The member's book as a paper: who they are, every line with its paper and rule, grouped as the printed book is.

The 2023 edition's layout is not in the sources (membership §10.10): the sections follow what HD 20 §3.3a says is
written in the book (design).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from aoxanh.membership.kinds import KINDS, OVERLAYS
from aoxanh.membership.models import BookEntry, Member
from aoxanh.membership.statute.titles import GRADES
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import ancestors, names_on
from aoxanh.papers.documents import Block, Check, Column, Document, Facts, Table, text
from aoxanh.papers.issuers import issuer_of, place_of, signature_of
from aoxanh.people.models import Affiliation, Person
from aoxanh.ui.formats import day as shown_day

#: Sections of the book in their order, and the kinds of line each shows.
SECTIONS = (
    ("II. QUÁ TRÌNH SINH HOẠT ĐOÀN", ("membership",)),
    ("III. SINH HOẠT TẠM THỜI, NƠI CƯ TRÚ VÀ TRẠNG THÁI KHÁC", ("overlay",)),
    ("IV. ĐÁNH GIÁ, XẾP LOẠI HẰNG NĂM", ("classification",)),
    ("V. KHEN THƯỞNG", ("reward",)),
    ("VI. KỶ LUẬT", ("discipline",)),
    ("VII. THẺ ĐOÀN VIÊN VÀ HỒ SƠ", ("card",)),
    ("VIII. ĐÍNH CHÍNH", ("correction",)),
)
#: The articles behind our rule ids; what has none is the house's own bookkeeping.
ARTICLES = {
    "P1": "HD 30 I", "R-ADM-07": "HD 20 §1.3d", "R-TRF-03": "HD 20 §3.3đ", "R-TRF-04": "HD 20 §3.3đ", "R-TMP-01": "HD 20 §3.3đ",
    "R-RES-01": "HD 20 §2.2", "R-AWY-01": "HD 20 §3.3f", "P6": "HD 20 §3.3e", "R-MAT-01": "HD 30 II.5", "R-DEL-01": "HD 20 §3.1",
    "R-DIS-01": "HD 20 §24", "R-DIS-08": "HD 20 §26.3", "P14": "HD 20 §23", "R-EVL-03": "HD 20 §3.3a", "P13": "HD 20 §22",
    "R-OUT-01": "HD 30 III", "P12": "HD 30 III", "R-HON-01": "HD 20 §3.2", "R-FEE-03": "HD 20 §32.1a", "P15": "HD 20 §3.3d",
    "R-REC §3.3": "HD 20 §3.3c", "R-ORG-09": "HD 20 §5.1", "P17": "HD 20 §23.1",
}  # fmt: skip
COLUMNS = (
    Column("Dòng", 0.95, "center"), Column("Ngày", 1.75, "center"), Column("Nội dung", 3.9), Column("Đơn vị", 2.8), Column("Văn bản", 3),
    Column("Căn cứ", 1.6),
)  # fmt: skip


def book_of(person: Person, head: Member | None, *, check: str, sensitive: bool) -> Document:
    """Return somebody's whole book as a paper; `check` is where its code leads, `sensitive`: ethnicity and religion too."""
    day = today()
    home = Affiliation.objects.as_of(day).filter(person=person, role="member").first()
    version = (
        UnitVersion.objects.as_of(day).select_related("administrative_unit").filter(unit=home.unit_id).first()
        if home
        else None
    )
    above = ancestors(version, day) if version else []
    body: list[Block] = [
        text("I. SƠ YẾU LÝ LỊCH", bold=True, indent=False),
        particulars(person, head, version, sensitive=sensitive),
    ]
    body += sections(person)
    body.append(
        text(
            f"Bản sao này có {head.lines if head else 0} dòng, lập ngày {day:%d/%m/%Y} từ sổ đoàn viên điện tử. Sổ điện tử có giá trị "
            "như sổ giấy (HD 20-HD/TWĐTN-BTC mục 3.3a; HD 30-HD/TWĐTN-BTC mục II.1).",
            italic=True, size=12,
        )
    )  # fmt: skip
    return Document(
        kind="SỔ ĐOÀN VIÊN ĐIỆN TỬ", abstract="(Bản sao)", issuer=issuer_of(version, above[-1] if above else None) if version else None,
        numbered=False, place=place_of(version, above) if version else "", day=day, body=tuple(body),
        signatures=(signature_of(version, "committee"),) if version else (),
        check=Check(check, f"Mã chuỗi: {head.head[:16] if head else '—'}. Kiểm tra bản sao tại"),
    )  # fmt: skip


def particulars(
    person: Person, head: Member | None, version: UnitVersion | None, *, sensitive: bool
) -> Facts:
    """Return what the first pages of the book say; identity number and contacts stay out of copies."""
    with override("vi"):
        said = [
            ("Họ và tên", person.full_name.upper()), ("Ngày sinh", str(person.birth_date or "")),
            ("Giới tính", person.get_sex_display()), ("Nơi sinh", person.birth_place), ("Quê quán", person.home_town),
            *([("Dân tộc", person.get_ethnicity_display()), ("Tôn giáo", person.get_religion_display())] if sensitive else []),
            ("Trình độ học vấn", person.get_education_display()), ("Trình độ chuyên môn", person.get_qualification_display()),
            ("Lý luận chính trị", person.get_theory_display()), ("Nghề nghiệp, nơi làm việc", ", ".join(p for p in (person.occupation, person.workplace) if p)),
            ("Ngày vào Đoàn", shown_day(head.joined_on) if head and head.joined_on else ""),
            ("Số thẻ đoàn", head.card_number if head else ""), ("Đơn vị sinh hoạt", version.name if version else ""),
        ]  # fmt: skip
        return Facts(tuple((label, str(says) if says else "—") for label, says in said))


def sections(person: Person) -> Iterable[Block]:
    """Yield each section that has lines, as a table."""
    entries = list(BookEntry.objects.filter(person=person).order_by("effective_on", "seq"))
    units = {pk: v.name for pk, v in names_on({e.unit_id for e in entries if e.unit_id}, today()).items()}
    taken_back = {e.corrects for e in entries if e.corrects is not None}
    with override("vi"):
        for title, kinds in SECTIONS:
            found = [e for e in entries if KINDS[e.kind].section in kinds]
            if found:
                rows = tuple(row_of(e, person, units, gone=e.seq in taken_back) for e in found)
                yield text(title, bold=True, indent=False)
                yield Table(COLUMNS, rows, size=11)


def row_of(entry: BookEntry, person: Person, units: dict[int, str], *, gone: bool) -> tuple[str, ...]:
    """Return a line of the book as its row; a line taken back stays, and says so."""
    facts: dict[str, Any] = entry.details
    what = OVERLAYS[facts["what"]].title if facts.get("what") in OVERLAYS else ""
    said = [f"{what} – {entry.title}" if what else str(entry.title)]
    if facts.get("grade"):
        said.append(str(GRADES.get(facts["grade"], facts["grade"])))
    if facts.get("year"):
        said.append(f"năm {facts['year']}")
    if facts.get("until"):
        said.append(f"đến {shown_day(dt.date.fromisoformat(facts['until']))}")
    if facts.get("card_number"):
        said.append(f"số thẻ {facts['card_number']}")
    if entry.corrects is not None:
        said.append(f"rút dòng {entry.corrects}")
    words, details = entry.opened(person.seal)
    if details.get("job"):
        said.append(details["job"])
    if words:
        said.append(words)
    rule = OVERLAYS[facts["what"]].rule if what else KINDS[entry.kind].rule
    told = "; ".join(said) + (" (đã rút)" if gone else "")
    parts = (
        entry.decision_number,
        shown_day(entry.decision_on) if entry.decision_on else "",
        entry.decision_body,
    )
    paper = "\n".join(part for part in parts if part)
    return (str(entry.seq), shown_day(entry.effective_on), told, units.get(entry.unit_id or 0, ""), paper, ARTICLES.get(rule, ""))  # fmt: skip
