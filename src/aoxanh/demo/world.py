"""The demo world: Hà Tĩnh as it stood in 2023, with the changes of 01/01/2025 and 01/07/2025 on their days.

Units, their codes, names and changes are real (campaigns §10.2); every person is invented. Always the same
from one seed. Built through the operations themselves, so that history, papers and log are real.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from aoxanh.accounts.models import Appointment, User
from aoxanh.audit.actor import Actor
from aoxanh.audit.operation import Done, record
from aoxanh.demo.attended import meet
from aoxanh.demo.cast import AGENCIES, HAMLETS, OFFICERS, PIONEERS, SCHOOLS, Officer
from aoxanh.demo.documents import write_papers
from aoxanh.demo.elected import elect_committees
from aoxanh.demo.names import Invented, invent, invented_citizen_id, invented_phone
from aoxanh.demo.paid import pay_fees
from aoxanh.demo.trained import train
from aoxanh.demo.under_way import open_cases
from aoxanh.membership.book import Cause, NewLine, Paper, write_lines
from aoxanh.org import operations as org
from aoxanh.org.administrative import load_administrative_units, read_country
from aoxanh.org.countries import union_name
from aoxanh.org.models import AdministrativeUnit, Unit, UnitVersion
from aoxanh.org.operations import Decision, Particulars
from aoxanh.people.models import Affiliation, Person
from aoxanh.reorganisation.copying import steps_of_decision
from aoxanh.reorganisation.operations import carry_out_plan, decide_plan, draw_up_plan

SEED = 20230625
MACHINE = Actor(source="demo")
FOUNDED = dt.date(2007, 8, 1)
DISSOLVED = dt.date(2025, 1, 1)
NEW_TIER = dt.date(2025, 7, 1)
PASSWORD = "ao xanh tinh nguyen 2026"  # noqa: S105 - printed for everybody who tries the demo
HA_TINH, LOC_HA, THACH_HA, CITY = "42", "448", "445", "436"
HO_DO = "18598"
HELD_HERE = "18568"
DISTRICT_CITIES = {"436": "Thành đoàn Hà Tĩnh", "437": "Thị đoàn Hồng Lĩnh", "449": "Thị đoàn Kỳ Anh"}
CONGRESS = {
    "province": dt.date(2022, 9, 15),
    "district": dt.date(2022, 7, 1),
    "commune": dt.date(2022, 5, 15),
}


@dataclass
class World:
    """What has been built so far, by code."""

    random: Random = field(default_factory=lambda: Random(SEED))
    units: dict[str, Unit] = field(default_factory=dict)
    branches: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    people: int = 0
    cards: int = 0


def build() -> Iterator[str]:
    """Build everything, telling each step."""
    load_administrative_units()
    yield "Đơn vị hành chính"
    world = World()
    found_2023(world)
    yield f"{len(world.units)} tổ chức năm 2023"
    fill_lists(world)
    yield f"{world.people} người (hư cấu)"
    appoint_before(world)
    dissolve_loc_ha(world)
    yield "01/01/2025: huyện Lộc Hà nhập vào Thạch Hà và thành phố Hà Tĩnh"
    end_districts(world)
    yield "01/07/2025: kết thúc cấp huyện"
    live_on(world)
    yield "Kết nạp, chuyển sinh hoạt, trưởng thành Đoàn từ 2024 đến 2026"
    found_pioneers(world)
    appoint_today(world)
    yield "Cán bộ và tài khoản"
    yield f"{open_cases()} hồ sơ nghiệp vụ"
    yield f"{pay_fees()} lần thu đoàn phí"
    yield f"{meet()} buổi sinh hoạt"
    yield f"{train()} đăng ký rèn luyện"
    issued = write_papers(
        world.units["18568"], world.units["18421.01"], world.units["18409"], commune_login="locha", branch_login="xuanhai"
    )  # fmt: skip
    yield f"{issued} văn bản đã ban hành"
    yield f"{elect_committees(world.units['18568'], world.units['18421.01'])} ban chấp hành đang hoạt động"


def establish(
    world: World, code: str, name: str, kind: str, above: Unit | None, day: dt.date = FOUNDED, **more: Any
) -> Unit:
    """Found a unit through its operation."""
    body = "Ban Thường vụ Tỉnh đoàn Hà Tĩnh"
    decision = Decision(effective_on=day, number=f"{len(world.units) + 1:03}-QĐ/TĐTN", body=body)
    unit = org.establish_unit(
        above, actor=MACHINE, unit=Particulars(code, name, kind, **more), decision=decision
    )
    world.units[code] = unit
    return unit


def found_2023(world: World) -> None:
    """Found the province, its 13 districts, their communes, and Lộc Hà's branches, schools and agencies."""
    country = read_country(2023)
    places = {(u.level, u.code): u for u in AdministrativeUnit.objects.filter(ends_on=NEW_TIER)}
    establish(
        world,
        HA_TINH,
        "Tỉnh đoàn Hà Tĩnh",
        "province",
        None,
        short_name="Tỉnh đoàn",
        administrative_unit=places["province", HA_TINH],
    )
    for row in country.level("district"):
        if row.parent_code == HA_TINH:
            name = DISTRICT_CITIES.get(row.code) or union_name(row)
            establish(
                world,
                row.code,
                name,
                "district",
                world.units[HA_TINH],
                administrative_unit=places["district", row.code],
            )
    for row in country.level("commune"):
        if row.parent_code in world.units and row.parent_code != HA_TINH:
            above, place = world.units[row.parent_code], places["commune", row.code]
            establish(
                world,
                row.code,
                union_name(row),
                "commune",
                above,
                sector="residential",
                administrative_unit=place,
            )
    for code, hamlets in HAMLETS.items():
        for number, hamlet in enumerate(hamlets, start=1):
            branch = establish(
                world,
                f"{code}.{number:02}",
                f"Chi đoàn {hamlet}",
                "branch",
                world.units[code],
                sector="residential",
            )
            world.branches[code].append(branch)
    for code, name, classes, _later in SCHOOLS:
        school = establish(world, code, name, "grassroots", world.units[LOC_HA], sector="school")
        for number, title in enumerate(classes, start=1):
            world.branches[code].append(
                establish(
                    world, f"{code}.{number:02}", f"Chi đoàn {title}", "branch", school, sector="school"
                )
            )
    for code, name, sector, _later in AGENCIES:
        world.branches[code].append(
            establish(world, code, name, "grassroots_branch", world.units[LOC_HA], sector=sector)
        )
    for code, unit in world.units.items():
        held = CONGRESS.get({2: "province", 3: "district", 5: "commune"}.get(len(code), ""))
        if held:
            org.record_congress(
                unit,
                actor=MACHINE,
                held_on=held,
                ordinal=1 + len(code),
                term_ends_on=held.replace(year=held.year + 5),
            )


def fill_lists(world: World) -> None:
    """Put invented young people on the lists of hamlets, schools and agencies."""
    for code in HAMLETS:
        for branch in world.branches[code]:
            bring_in(world, branch, world.random.randrange(50, 64), dt.date(2010, 6, 1), dt.date(1991, 1, 1))
    for code, _name, _classes, _later in SCHOOLS:
        for branch in world.branches[code]:
            bring_in(
                world,
                branch,
                world.random.randrange(38, 44),
                dt.date(2008, 12, 31),
                dt.date(2006, 1, 1),
                pupils=True,
            )
    for code, *_rest in AGENCIES:
        bring_in(
            world,
            world.branches[code][0],
            world.random.randrange(9, 16),
            dt.date(2001, 1, 1),
            dt.date(1990, 1, 1),
        )


@transaction.atomic
def bring_in(
    world: World,
    unit: Unit,
    count: int,
    youngest: dt.date,
    oldest: dt.date,
    *,
    pupils: bool = False,
    children: bool = False,
) -> list[Person]:
    """Write `count` invented people on a unit's list."""
    rng = world.random
    people = [particulars(world, invent(rng, youngest, oldest), pupils=pupils) for _n in range(count)]
    Person.objects.bulk_create(people)
    rows, lines = [], {}
    for person in people:
        since = dt.date(rng.randrange(2019, 2023), rng.choice((3, 5, 9, 10)), rng.choice((15, 19, 26)))
        if not children and rng.random() < 0.62:
            lines[person.pk] = [joined(world, person, unit, since)]
        else:
            role = "pupil" if pupils else "youth"
            rows.append(Affiliation(person=person, unit=unit, role=role, starts_on=since))
    Affiliation.objects.bulk_create(rows)
    write_lines(lines, actor=MACHINE, cause=Cause("import", "demo"), fresh=True)
    record("people.bring_in", Done(None, unit=unit, facts={"n": count}), actor=MACHINE)
    return people


def joined(world: World, person: Person, unit: Unit, since: dt.date) -> NewLine:
    """Return the line by which an invented member entered the book: admitted once they were sixteen."""
    world.cards += 1
    born = int(person.birth[:4] or 2003)
    year = min(max(since.year, born + 16), 2023)
    day = dt.date(year, since.month, since.day) if year < 2023 else dt.date(2023, 3, 26)
    paper = Paper(f"{world.cards % 90 + 1:02}-NQ/ĐTN", day - dt.timedelta(days=9), "BCH Đoàn cơ sở")
    return NewLine("admitted", day, unit.pk, {"card_number": f"42{world.cards:06}"}, paper)


def particulars(world: World, who: Invented, *, pupils: bool) -> Person:
    """Return an invented person, unsaved."""
    rng, world.people = world.random, world.people + 1
    person = Person(
        sex=who.sex,
        ethnicity="01",
        religion=rng.choices(("none", "catholicism", "buddhism"), (85, 9, 6))[0],
        home_town="Hà Tĩnh",
    )
    person.set_name(who.name)
    person.birth = (
        who.birth.isoformat() if rng.random() < 0.97 else str(who.birth.year) if rng.random() < 0.8 else ""
    )
    if rng.random() < 0.72:
        person.citizen_id = invented_citizen_id(rng, who, world.people)
    if rng.random() < 0.85:
        person.phone = invented_phone(world.people)
    person.education = "lower_secondary" if pupils or rng.random() < 0.1 else "upper_secondary"
    if not pupils:
        person.qualification = rng.choices(
            ("", "vocational", "intermediate", "college", "university", "master"), (50, 12, 8, 12, 17, 1)
        )[0]
        person.occupation = rng.choice(
            (
                "Nông dân",
                "Công nhân",
                "Giáo viên",
                "Viên chức",
                "Ngư dân",
                "Buôn bán",
                "Thợ xây",
                "Sinh viên",
                "Lao động tự do",
                "",
            )
        )
    return person


def dissolve_loc_ha(world: World) -> None:
    """01/01/2025: Lộc Hà's 11 communes go to Thạch Hà, Hộ Độ to Hà Tĩnh city; the district union ends."""
    stays = [code for code in HAMLETS if code != HO_DO] + [code for code, *_rest in (*SCHOOLS, *AGENCIES)]
    steps = [
        {
            "do": "dissolve", "unit": LOC_HA,
            "parts": [{"to": THACH_HA, "units": stays}, {"to": CITY, "units": [HO_DO]}],
        }
    ]  # fmt: skip
    carry_out(
        world, "Giải thể Huyện đoàn Lộc Hà, sáp nhập vào Huyện đoàn Thạch Hà và Thành đoàn Hà Tĩnh", DISSOLVED, steps,
        "1283/NQ-UBTVQH15", None,
    )  # fmt: skip


def end_districts(world: World) -> None:
    """01/07/2025: communes merge (NQ 1665/NQ-UBTVQH15) directly under the province; districts end."""
    scope = world.units[HA_TINH].standing(NEW_TIER)
    assert scope is not None  # noqa: S101 - the province stands since 2007
    steps = steps_of_decision(scope, NEW_TIER)
    named = {code for step in steps for code in (*step.get("units", ()), step.get("unit", ""))}
    left = [code for code in world.units if len(code) == 5 and code.isdigit() and code not in named]
    # Merged between 2023 and 2025, into what the lineage does not say: the province answers for their past.
    steps += [{"do": "dissolve", "unit": code, "successors": [HA_TINH]} for code in left]
    for code, _name, _classes, later in SCHOOLS:
        steps.append({"do": "move", "unit": code, "under": f"@{later}", "kind": "sub_grassroots"})
    steps += [{"do": "move", "unit": code, "under": f"@{later}"} for code, _name, _sector, later in AGENCIES]
    name = "Kết thúc cấp huyện, thành lập Đoàn xã, phường theo đơn vị hành chính mới"
    carry_out(world, name, NEW_TIER, steps, "1665/NQ-UBTVQH15", dt.date(2025, 6, 16))
    new = UnitVersion.objects.as_of(NEW_TIER).filter(parent=world.units[HA_TINH]).select_related("unit")
    world.units |= {version.code: version.unit for version in new}
    for version in new.filter(kind="commune"):
        held = dt.date(2025, 11, 1) + dt.timedelta(days=world.random.randrange(55))
        if version.code == HELD_HERE:  # its congress is held with lists and sheets
            continue
        org.record_congress(
            version.unit,
            actor=MACHINE,
            held_on=held,
            ordinal=1,
            term_ends_on=held.replace(year=held.year + 5),
        )


def carry_out(
    world: World, name: str, day: dt.date, steps: list[dict[str, Any]], number: str, signed_on: dt.date | None
) -> None:
    """Carry a plan of the province out, with its proof."""
    plan = draw_up_plan(
        world.units[HA_TINH], actor=MACHINE, name=name, effective_on=day, steps=steps, decision_number=number,
        decision_on=signed_on, decision_body="Ủy ban Thường vụ Quốc hội",
    )  # fmt: skip
    decide_plan(plan, actor=MACHINE, edition=plan.edition)
    carry_out_plan(plan, actor=MACHINE)


def live_on(world: World) -> None:
    """Let members come and go: admitted each 26 March, matured once they are past thirty-one, moved between branches."""
    rng, lines = world.random, defaultdict[int, list[NewLine]](list)
    paper = Paper("17-QĐ/ĐTN", None, "BCH Đoàn cơ sở")
    homes = list(Affiliation.objects.filter(ends_on=None, known_until=None).exclude(role="officer").order_by("pk").values_list("person_id", "unit_id", "role", "person__birth"))  # fmt: skip
    of_commune: dict[str, list[int]] = defaultdict(list)
    for path, unit_id in (
        UnitVersion.objects.as_of(dt.date(2026, 9, 1)).filter(kind="branch").values_list("path", "unit_id")
    ):
        of_commune[path[:-5]].append(unit_id)
    commune_of = {unit_id: path for path, ids in of_commune.items() for unit_id in ids}
    for person_id, unit_id, role, birth in homes:
        year, chance = int(birth[:4] or 0), rng.random()
        if role in {"youth", "pupil"} and 2003 <= year <= 2010 and chance < 0.12:
            day = dt.date(max(2024, year + 16) if year + 16 <= 2026 else 2026, 3, 26)
            world.cards += 1
            lines[person_id].append(
                NewLine("admitted", day, unit_id, {"card_number": f"42{world.cards:06}"}, paper)
            )
        elif role == "member" and year and year <= 1993 and chance < 0.4:
            lines[person_id].append(
                NewLine("matured", dt.date(rng.choice((2024, 2025, 2026)), 3, 26), None, {}, paper)
            )
        elif role == "member" and chance > 0.97 and len(of_commune.get(commune_of.get(unit_id, ""), ())) > 1:
            to = rng.choice([pk for pk in of_commune[commune_of[unit_id]] if pk != unit_id])
            lines[person_id].append(
                NewLine("transferred", dt.date(2026, rng.randrange(2, 10), 15), to, {}, paper)
            )
    with transaction.atomic():
        write_lines(lines, actor=MACHINE, cause=Cause("entry", "demo"))
        admitted = [pk for pk, some in lines.items() if some[0].kind == "admitted"]
        for pk, new in lines.items():
            if pk in set(admitted):
                rows = Affiliation.objects.filter(person=pk, role__in=("youth", "pupil"), ends_on=None)
                rows.update(ends_on=new[0].effective_on)


def found_pioneers(world: World) -> None:
    """Found the children's organisation of one commune and put invented children on its lists."""
    commune, council_name, school_name, classes = PIONEERS
    day = dt.date(2025, 9, 5)
    council = establish(world, "P0", council_name, "pioneer_council", world.units[commune], day)
    school = establish(world, "P1", school_name, "pioneer_group", council, day)
    for number, title in enumerate(classes, start=1):
        group = establish(world, f"P1.{number}", title, "pioneer_class", school, day)
        for child in bring_in(
            world, group, 24, dt.date(2017, 8, 31), dt.date(2015, 9, 1), pupils=True, children=True
        ):
            Person.objects.filter(pk=child.pk).update(
                citizen_id_sealed=None, citizen_id_index="", phone_sealed=None, phone_index=""
            )
        Affiliation.objects.filter(unit=group).update(role="pupil", starts_on=day)


def appoint_before(world: World) -> None:
    """Appoint the officers of before 2025; a code with a trailing _ is the unit that carried it then."""
    for officer in OFFICERS:
        open_sign_in(world, officer)
        for code, duty, starts_on, _ended in officer.before:
            write_duty(officer, world.units[code.rstrip("_")], duty, starts_on)


def appoint_today(world: World) -> None:
    """Appoint the officers of today; give every sign-in its password."""
    hashed = make_password(PASSWORD)
    for officer in OFFICERS:
        for code, duty, starts_on in officer.now:
            write_duty(officer, world.units[code], duty, starts_on)
    User.objects.filter(username__in=[officer.login for officer in OFFICERS]).update(password=hashed)


def open_sign_in(world: World, officer: Officer) -> None:
    """Open an officer's account, and record the person on a list."""
    user = User.objects.create_user(officer.login, name=officer.name)
    if not officer.home:
        return
    sex = "female" if " Thị " in officer.name or "Vân" in officer.name else "male"
    person = particulars(
        world,
        Invented(
            officer.name, sex, dt.date(1994, 3, 26) if officer.before or officer.now else dt.date(2004, 5, 19)
        ),
        pupils=False,
    )
    person.birth = "1994-03-26" if officer.now else "2004-05-19"
    person.user = user
    person.save()
    home = world.units[officer.home]
    if officer.now:
        Affiliation.objects.create(person=person, unit=home, role="officer", starts_on=dt.date(2021, 3, 26))
    else:
        line = joined(world, person, home, dt.date(2021, 3, 26))
        with transaction.atomic():
            write_lines({person.pk: [line]}, actor=MACHINE, cause=Cause("import", "demo"), fresh=True)


def write_duty(officer: Officer, unit: Unit, duty: str, starts_on: dt.date) -> None:
    """Appoint somebody."""
    Appointment.objects.create(
        user=User.objects.get(username=officer.login), unit=unit, duty=duty, starts_on=starts_on, term="2022–2027",
        decision_number="15-QĐ/ĐTN", decision_body="Ban Thường vụ cấp trên",
    )  # fmt: skip
