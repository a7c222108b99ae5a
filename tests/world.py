"""One small named cast, built through the operations: tests read as claims about these people and units.

Two provinces below the Central Union; in one of them the communes Lộc Hà (two branches, a closed branch and a
school of the children's organisation) and Hồng Lộc (one branch). Every personal field of everybody on a list
carries a word found nowhere else (a canary), so that a test can see whose record reached whom.

    world = build()                  # inside a transaction or a database test; about half a second
    world.users["commune_secretary"], world.units["loc_ha"], world.people["binh"]
    world.people["binh"].canaries    # field -> the words to look for
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from aoxanh.accounts.models import Appointment, User
from aoxanh.accounts.operations import appoint, delegate
from aoxanh.applications.models import Application, Link
from aoxanh.applications.operations import apply, open_link
from aoxanh.attendance.models import Gathering
from aoxanh.attendance.operations import Held, record_gathering
from aoxanh.audit.actor import Actor
from aoxanh.cases.attachment_operations import attach
from aoxanh.cases.gate import Kept
from aoxanh.cases.models import Attachment, Case, Docket
from aoxanh.cases.operations import open_case, open_docket
from aoxanh.elections.models import Committee, Election, Seat
from aoxanh.elections.operations import prepare_election, set_candidates
from aoxanh.fees.models import Collection, Remittance
from aoxanh.fees.operations import collect, remit, set_account
from aoxanh.intake.models import Batch
from aoxanh.intake.operations import judge_file
from aoxanh.jobs.models import Job
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.list_operations import save_list
from aoxanh.membership.models import SavedList
from aoxanh.membership.operations import enrol_member, record_line
from aoxanh.org import operations as org
from aoxanh.org.models import Unit, today
from aoxanh.org.operations import Decision, Particulars
from aoxanh.papers import models as papers
from aoxanh.papers.beside import latest_file
from aoxanh.papers.forms import general
from aoxanh.papers.gate import judged
from aoxanh.papers.operations import (
    certify_paper,
    draft_paper,
    issue_paper,
    keep_scan,
    reserve_number,
    sign_paper,
)
from aoxanh.papers.queries import head_of
from aoxanh.papers.signatures import Signed
from aoxanh.people import operations as people
from aoxanh.people.merging import merge_people
from aoxanh.people.models import Address, Affiliation, Guardianship, Merge, Person
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.operations import draw_up_plan
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.operations import issue_report
from aoxanh.training.advancing import Undertaking
from aoxanh.training.forms import proposed
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.operations import issue_programme, register_members
from aoxanh.training.score_operations import score_branch, send_up
from aoxanh.vietnamese import phones
from aoxanh.vietnamese.dates import PartialDate

D = dt.date
MACHINE = Actor()
FOUNDED, TIER = D(2015, 3, 26), D(2025, 7, 1)

#: key: (code, name, kind, key of the unit above)
UNITS = {
    "central": ("TW", "Trung ương Đoàn", "central", None),
    "province": ("42", "Tỉnh đoàn Hà Tĩnh", "province", "central"),
    "loc_ha": ("18568", "Đoàn xã Lộc Hà", "commune", "province"),
    "xuan_hai": ("18568.01", "Chi đoàn thôn Xuân Hải", "branch", "loc_ha"),
    "yen_dinh": ("18568.02", "Chi đoàn thôn Yên Định", "branch", "loc_ha"),
    "closed": ("18568.03", "Chi đoàn thôn Nam Sơn", "branch", "loc_ha"),
    "pioneers": ("P1", "Liên đội Trường Tiểu học Thịnh Lộc", "pioneer_group", "loc_ha"),
    "class_4a": ("P1.1", "Chi đội 4A", "pioneer_class", "pioneers"),
    "hong_loc": ("18409", "Đoàn xã Hồng Lộc", "commune", "province"),
    "thuong_phu": ("18409.01", "Chi đoàn thôn Thượng Phú", "branch", "hong_loc"),
    "foreign_province": ("40", "Tỉnh đoàn Nghệ An", "province", "central"),
    "vinh": ("16681", "Đoàn phường Thành Vinh", "commune", "foreign_province"),
    "ben_thuy": ("16681.01", "Chi đoàn khối Bến Thủy", "branch", "vinh"),
}

#: key: (unit whose list they stand on, as what, from, until)
PEOPLE = {
    "an": ("xuan_hai", "member", D(2020, 3, 26), None),
    "binh": ("xuan_hai", "youth", D(2021, 3, 26), None),
    "secretary": ("xuan_hai", "officer", D(2019, 3, 26), None),
    "cuc": ("yen_dinh", "member", D(2020, 3, 26), None),
    "child": ("class_4a", "pupil", D(2025, 9, 5), None),
    "guardian": ("thuong_phu", "citizen", D(2020, 3, 26), None),
    "dao": ("thuong_phu", "member", D(2020, 3, 26), None),
    "em": ("ben_thuy", "member", D(2020, 3, 26), None),
    "moved": ("xuan_hai", "member", D(2020, 3, 26), None),
    "archived": ("closed", "youth", D(2020, 3, 26), TIER),
    "former": ("xuan_hai", "youth", D(2018, 3, 26), D(2023, 7, 1)),
}
#: Accounts with a duty: key -> (duty, unit)
OFFICERS = {
    "branch_secretary": ("secretary", "xuan_hai"),
    "commune_secretary": ("secretary", "loc_ha"),
    "office_staff": ("office_staff", "loc_ha"),
    "pioneer_leader": ("pioneer_leader", "pioneers"),
    "sibling_secretary": ("secretary", "hong_loc"),
    "province_secretary": ("secretary", "province"),
    "inspection": ("inspection", "province"),
    "auditor": ("auditor", "province"),
    "operator": ("operator", "province"),
    "foreign_secretary": ("secretary", "foreign_province"),
}
#: Accounts and the person each of them is.
OWN = {"member": "an", "ex_member": "former", "branch_secretary": "secretary"}


#: What somebody applied with by the link of xuan_hai.
APPLIED = {
    "full_name": "Phan Thị Zyxdon", "birth": "2006-05-19", "phone": "+84912779999", "home_town": "Qhquequandon",
    "education": "upper_secondary", "sponsor": "member", "sponsor_name": "Qsnguoigioithieu", "sponsor_since": "2024-01-05",
    "consents": {"membership": ["2026-1", "0" * 64]},
}  # fmt: skip


@dataclass
class Planted:
    """A person of the cast, and the words that give the record away."""

    key: str
    person: Person
    canaries: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class World:
    """Everything built, by key."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Planted] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    merge: Merge | None = None
    job: Job | None = None
    batch: Batch | None = None
    plan: Plan | None = None
    report: IssuedReport | None = None
    case: Case | None = None
    docket: Docket | None = None
    attachment: Attachment | None = None
    link: Link | None = None
    application: Application | None = None
    receipt: str = ""
    collection: Collection | None = None
    remittance: Remittance | None = None
    gathering: Gathering | None = None
    saved: SavedList | None = None
    election: Election | None = None
    seat: Seat | None = None
    program: TrainingProgram | None = None
    sent: Registration | None = None
    issue: papers.Issue | None = None
    draft: papers.Paper | None = None
    number: papers.Number | None = None
    scan: papers.Scan | None = None
    signed: papers.SignedFile | None = None

    def own(self, persona: str) -> Person | None:
        """Return the record of the person behind an account."""
        key = OWN.get(persona)
        return self.people[key].person if key else None


def build() -> World:
    """Build the world."""
    world = World()
    for key in UNITS:
        found(world, key)
    for number, key in enumerate(PEOPLE, start=1):
        plant(world, key, number)
    give_accounts(world)
    move_and_close(world)
    child, guardian = world.people["child"].person, world.people["guardian"].person
    Guardianship.objects.create(child=child, guardian=guardian, relation="mother")
    twin = people.add_person(
        world.units["xuan_hai"], actor=MACHINE, facts={"full_name": "Lê Văn Zyxtwin"}, role="youth"
    )
    world.merge = merge_people(world.people["binh"].person, actor=MACHINE, gone=twin, take=set())
    world.people["binh"].person.refresh_from_db()
    world.job = Job.objects.create(
        kind="test.none", started_by=world.users["commune_secretary"], run_after=timezone.now()
    )
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_text("Họ và tên,Chi đoàn\nLê Thị Tệp,Xuân Hải\n,Xuân Hải\n", encoding="utf-8")
        world.batch = judge_file(
            world.units["loc_ha"], actor=MACHINE, path=Path(file.name), name="ds.csv", since=D(2026, 1, 5)
        )
    world.plan = draw_up_plan(
        world.units["loc_ha"], actor=MACHINE, name="Giải thể Chi đoàn thôn Xuân Hải", effective_on=D(2026, 1, 5),
        steps=[{"do": "dissolve", "unit": "18568.01"}], decision_number="7-QĐ/ĐTN",
    )  # fmt: skip
    world.saved = save_list(
        world.units["loc_ha"], actor=Actor(user=world.users["commune_secretary"]), name="Thiếu số thẻ", query="missing=card_number",
    )  # fmt: skip
    world.report = issue_report(
        world.units["loc_ha"], actor=MACHINE, first=D(2026, 1, 1), last=D(2026, 1, 31)
    )
    cuc, branch = world.people["cuc"].person, world.units["yen_dinh"]
    world.case = open_case(
        branch, actor=MACHINE, procedure="away", person=cuc, facts={"starts_on": "2026-01-05"}
    )
    world.attachment = attach(
        world.case, actor=MACHINE, kept=Kept("pdf", b"%PDF-1.4 %%EOF", "Đơn Zyxcuc.pdf")
    )
    world.docket = open_docket(
        world.units["loc_ha"], actor=MACHINE, procedure="reward", title="Biểu dương", people=[cuc], facts={"reward": "praise"}
    )  # fmt: skip
    world.link = open_link(world.units["xuan_hai"], actor=MACHINE, closes_on=today() + dt.timedelta(days=30))
    world.receipt = apply(world.link, actor=MACHINE, said=APPLIED)
    world.application = Application.objects.get()
    world.collection = collect(
        branch, actor=MACHINE, people=[cuc.pk], first=D(2026, 1, 1), last=D(2026, 1, 1), on=D(2026, 1, 5)
    )
    collect(
        branch, actor=MACHINE, people=[cuc.pk], first=D(2025, 12, 1), last=D(2025, 12, 1), on=D(2026, 1, 2)
    )
    world.remittance = remit(branch, actor=MACHINE, first=D(2026, 1, 1), last=D(2026, 1, 3), on=D(2026, 1, 5))
    set_account(branch, actor=MACHINE, bank="970405", number="4200123456789", holder="CHI DOAN")
    world.gathering = record_gathering(
        branch,
        actor=MACHINE,
        held=Held("meeting", D(2026, 1, 5), "Sinh hoạt tháng 1"),
        marks={cuc.pk: "present"},
    )
    elect(world)
    train(world)
    write_papers(world)
    for user in world.users.values():
        user.forget_rights()
    return world


def elect(world: World) -> None:
    """Prepare an election of Yên Định, Cúc on its list; she sits there since last year, without a duty."""
    branch, cuc = world.units["yen_dinh"], world.people["cuc"].person
    world.election = prepare_election(
        branch, actor=MACHINE, occasion="congress", held_on=D(2026, 1, 5), seats={"secretary": 1}
    )
    set_candidates(world.election, actor=MACHINE, revision=1, office="secretary", people=[cuc])
    committee = Committee.objects.create(
        unit=branch, body="executive", origin="interim", size=1, starts_on=D(2025, 8, 1), term_ends_on=D(2026, 2, 1)
    )  # fmt: skip
    world.seat = Seat.objects.create(
        committee=committee, person=cuc, post="secretary", starts_on=D(2025, 8, 1), came="interim"
    )


def train(world: World) -> None:
    """Issue the programme of the year; register a member of each branch of Lộc Hà."""
    world.program = issue_programme(None, actor=MACHINE, **proposed(today().year, "year"))
    for branch, who in (("xuan_hai", "an"), ("yen_dinh", "cuc")):
        asked = {world.people[who].person.pk: Undertaking((0, 1), "Qtcamket")}
        register_members(world.units[branch], actor=MACHINE, program=world.program, asked=asked)
    cuc, branch = world.people["cuc"].person.pk, world.units["yen_dinh"]
    full = [item.max for item in world.program.outline.items]
    score_branch(branch, actor=MACHINE, program=world.program, sheets={cuc: full}, revisions={cuc: 1})
    send_up(branch, actor=MACHINE, program=world.program, people=[cuc])
    world.sent = Registration.objects.get(person=cuc)


def write_papers(world: World) -> None:
    """Issue a paper about a member, with its scan; keep a draft and a free number."""
    unit, an = world.units["loc_ha"], world.people["an"].person
    head = head_of(unit)
    words = general.document(
        general.Facts(head, "decision", f"Khen thưởng {an.full_name}", ("Điều 1. Khen thưởng.",))
    )
    paper = draft_paper(unit, actor=MACHINE, document=words, kind="decision", form="general", about=[an])
    world.issue = issue_paper(sign_paper(paper, actor=MACHINE), actor=MACHINE, on=D(2026, 1, 5))
    world.scan = keep_scan(paper, actor=MACHINE, scanned=judged(b"%PDF-1.4 scan %%EOF"))
    twin = draft_paper(unit, actor=MACHINE, document=words, kind="decision", form="general", about=[an])
    issue_paper(sign_paper(twin, actor=MACHINE), actor=MACHINE, on=D(2026, 1, 5))
    before = latest_file(twin)
    facts = {"fingerprint": "f" * 64, "name": "Trần Thị Bí Thư", "organisation": "Đoàn xã Lộc Hà"}
    world.signed = certify_paper(twin, actor=MACHINE, signed=Signed(before, before + b"%signed", facts))
    world.draft = draft_paper(unit, actor=MACHINE, document=words, kind="decision", form="general")
    world.number = reserve_number(unit, actor=MACHINE, kind="notice", purpose="Thông báo họp")


def found(world: World, key: str) -> None:
    """Found a unit of the cast."""
    code, name, kind, above = UNITS[key]
    world.units[key] = org.establish_unit(
        world.units[above] if above else None,
        actor=MACHINE,
        unit=Particulars(code, name, kind, "", "residential" if kind == "branch" else ""),
        decision=Decision(FOUNDED, "1-QĐ/TĐTN", None, "Ban Thường vụ"),
    )


def plant(world: World, key: str, number: int) -> None:
    """Put a person with a canary in every field on a list."""
    unit, role, since, until = PEOPLE[key]
    child = key == "child"
    facts = {
        "full_name": f"Nguyễn Thị Zyx{key}",
        "birth": PartialDate.from_stored("2016-05-19" if child else f"{1995 + number}-05-{number:02}"),
        "sex": "female",
        "citizen_id": f"042{3 if child else 1}{16 if child else 95 + number % 5:02}{770000 + number:06}",
        "phone": f"+8491277{number:04}",
        "email": f"thu.{key}@zyx-thu.vn",
        "birth_place": f"Qpnoisinh{key}",
        "home_town": f"Qhquequan{key}",
        "ethnicity": "22",
        "religion": "cao_dai",
        "occupation": f"Qonghe{key}",
        "workplace": f"Qwnoilam{key}",
        "languages": f"Qlngoaingu{key}",
        "computing": f"Qctinhoc{key}",
    }
    if role == "member":
        person = enrol_member(world.units[unit], actor=MACHINE, facts=facts, since=since)
    else:
        person = people.add_person(world.units[unit], actor=MACHINE, facts=facts, role=role, starts_on=since)
    if until:
        Affiliation.objects.filter(person=person).update(ends_on=until)
    address = Address(person=person, kind="permanent")
    address.set_line(f"Qadiachi{key}, thôn Xuân Hải")
    person.save(update_fields=["wrapped_key"])
    address.save()
    people.set_photo(person, actor=MACHINE, upload=photo())
    world.people[key] = Planted(
        key,
        person,
        {
            "name": [facts["full_name"], f"Zyx{key}", f"zyx{key}", str(person.uid)],
            "citizen_id": [facts["citizen_id"]],
            "phone": [facts["phone"], facts["phone"][3:], phones.format_national(facts["phone"])],
            "email": [facts["email"]],
            "plain": [
                facts[n]
                for n in ("birth_place", "home_town", "occupation", "workplace", "languages", "computing")
            ],
            "address": [f"Qadiachi{key}"],
        },
    )


def give_accounts(world: World) -> None:
    """Open the accounts, those without a duty too, and give the duties through the operations."""
    day = today()
    for key in (*OFFICERS, "member", "ex_member", "ex_officer", "delegate", "inactive"):
        world.users[key] = User.objects.create_user(f"u-{key}", name=f"Tài khoản {key}")
    for key, (duty, unit) in OFFICERS.items():
        world.appointments[key] = appoint(
            world.units[unit],
            actor=MACHINE,
            user=world.users[key],
            duty=duty,
            decision=Decision(D(2024, 1, 2), "2-QĐ"),
        )
    for key in ("ex_officer", "inactive"):
        world.appointments[key] = appoint(
            world.units["loc_ha"],
            actor=MACHINE,
            user=world.users[key],
            duty="deputy_secretary",
            decision=Decision(D(2024, 1, 2), "3-QĐ"),
        )
    yesterday = day - dt.timedelta(days=1)
    Appointment.objects.filter(pk=world.appointments["ex_officer"].pk).update(ends_on=yesterday)
    world.appointments["delegate"] = delegate(
        world.appointments["commune_secretary"],
        actor=Actor(user=world.users["commune_secretary"]),
        user=world.users["delegate"],
        starts_on=day,
        ends_on=day + dt.timedelta(days=30),
    )
    User.objects.filter(pk=world.users["inactive"].pk).update(is_active=False)
    for persona, key in OWN.items():
        Person.objects.filter(pk=world.people[key].person.pk).update(user=world.users[persona])
        world.people[key].person.refresh_from_db()


def move_and_close(world: World) -> None:
    """Let one person move to the sibling commune, and close a branch everybody has left."""
    moved = world.people["moved"].person
    line = NewLine("transferred", D(2024, 7, 1), world.units["thuong_phu"].pk, paper=Paper("4-GT/ĐTN"))
    record_line(moved, actor=MACHINE, line=line)
    org.close_unit(
        world.units["closed"],
        actor=MACHINE,
        decision=Decision(TIER, "1665/NQ-UBTVQH15"),
        successors=[world.units["xuan_hai"]],
    )


def photo() -> SimpleUploadedFile:
    """Return a small picture as an upload."""
    drawn = io.BytesIO()
    Image.new("RGB", (6, 8), "#1159bd").save(drawn, "JPEG")
    return SimpleUploadedFile("anh.jpg", drawn.getvalue(), "image/jpeg")
