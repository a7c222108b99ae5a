"""B19: every page asks the database a fixed number of times, the same with 3 rows as with 60.

The figures stand in tests/query_ceilings.json; one query more fails, and so does one that grows with the rows.
`AOXANH_WRITE_CEILINGS=1` writes the table anew, to be read before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aoxanh.accounts.models import Appointment, User
from aoxanh.attendance.models import Attendance, Gathering
from aoxanh.audit.actor import Actor
from aoxanh.cases.models import Case
from aoxanh.cases.operations import comment, open_case
from aoxanh.elections.models import Candidate, Election, Seat
from aoxanh.jobs.models import Job
from aoxanh.membership.list_operations import save_list
from aoxanh.membership.operations import enrol_member
from aoxanh.org import operations as org
from aoxanh.org.operations import Decision, Particulars
from aoxanh.papers.operations import (
    draft_paper,
    issue_paper,
    reserve_number,
    sign_paper,
    void_number,
)
from aoxanh.people import operations as people
from aoxanh.people.models import Guardianship
from aoxanh.vietnamese.dates import PartialDate
from tests.world import FOUNDED, MACHINE, build

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("query_ceilings.json")
#: Whose pages these are: the officer of a commune.
PERSONA = "commune_secretary"


def pages(world):
    """Every page, fragment and endpoint that is read, as its typical reader asks for it."""
    unit, branch = world.units["loc_ha"].pk, world.units["xuan_hai"].pk
    binh, cuc, child = (world.people[key].person.uid for key in ("binh", "cuc", "child"))
    asked = {
        "home": reverse("home"),
        "search": reverse("search") + "?q=nguyen",
        "org:tree": reverse("org:tree"),
        "org:tree, 2023": reverse("org:tree") + "?as_of=2023-06-25",
        "org:tree_search": reverse("org:tree_search") + "?q=chi doan",
        "org:suggest": reverse("org:suggest") + "?q=chi",
        "org:due": reverse("org:due"),
        "org:unit": reverse("org:unit", args=[unit]),
        "org:unit, history": reverse("org:unit", args=[unit]) + "?tab=history",
        "org:tree_children": reverse("org:tree_children", args=[unit]),
        "people:list": reverse("people:list"),
        "people:list, unit": reverse("people:list") + f"?unit={unit}",
        "people:list, name": reverse("people:list") + "?q=nguyen",
        "people:list, 2023": reverse("people:list") + "?as_of=2023-06-25",
        "people:duplicates": reverse("people:duplicates"),
        "people:choose": reverse("people:choose", args=[branch]),
        "people:appoint": reverse("people:appoint", args=[branch, cuc]),
        "people:end_appointment": reverse(
            "people:end_appointment", args=[world.appointments["branch_secretary"].pk]
        ),
        "people:new": reverse("people:new", args=[branch]),
        "people:person": reverse("people:person", args=[binh]),
        "people:person, history": reverse("people:person", args=[binh]) + "?tab=history",
        "people:person, readers": reverse("people:person", args=[binh]) + "?tab=readers",
        "people:person, consents": reverse("people:person", args=[child]) + "?tab=consents",
        "people:edit": reverse("people:edit", args=[binh]),
        "people:photo": reverse("people:photo", args=[binh]),
        "people:account": reverse("people:account", args=[binh]),
        "people:consent": reverse("people:consent", args=[child, "photo"]),
        "people:compare": reverse("people:compare", args=[binh, cuc]),
        "membership:roster": reverse("membership:roster"),
        "membership:roster, unit": reverse("membership:roster") + f"?unit={unit}",
        "membership:roster, 2023": reverse("membership:roster") + "?as_of=2023-06-25&status=all",
        "membership:roster, filtered": reverse("membership:roster") + "?q=nguyen&age=23-30&sex=female",
        "membership:roster, sorted": reverse("membership:roster")
        + f"?unit={unit}&sort=-joined_on&col=above&col=unit",
        "membership:lists": reverse("membership:lists"),
        "membership:register": reverse("membership:register", args=[unit, "branch"])
        + "?first=01/01/2015&last=31/12/2026",
        "cases:rewards": reverse("cases:rewards", args=[unit]) + "?first=01/01/2015&last=31/12/2026",
        "membership:book": reverse("membership:book", args=[cuc]),
        "membership:new_line": reverse("membership:new_line", args=[cuc]),
        "membership:correct": reverse("membership:correct", args=[cuc, 1]),
        "membership:new": reverse("membership:new", args=[branch]),
        "membership:statute": reverse("membership:statute"),
        "intake:bring": reverse("intake:bring", args=[unit]),
        "intake:batch": reverse("intake:batch", args=[world.batch.pk]),
        "intake:columns": reverse("intake:columns", args=[world.batch.pk]),
        "intake:row": reverse("intake:row", args=[world.batch.pk, 1]),
        "papers:register": reverse("papers:register", args=[unit]),
        "papers:register, making": reverse("papers:register", args=[unit]) + "?tab=making",
        "papers:register, numbers": reverse("papers:register", args=[unit]) + "?tab=numbers",
        "papers:new": reverse("papers:new", args=[unit]),
        "papers:reserve": reverse("papers:reserve", args=[unit]),
        "papers:void": reverse("papers:void", args=[world.number.pk]),
        "papers:paper": reverse("papers:paper", args=[world.issue.paper.uid]),
        "papers:page": reverse("papers:page", args=[world.issue.paper.uid, 1]),
        "papers:edit": reverse("papers:edit", args=[world.draft.uid]),
        "papers:issue": reverse("papers:issue", args=[world.draft.uid]),
        "papers:certify": reverse("papers:certify", args=[world.issue.paper.uid]),
        "papers:verify": reverse("papers:verify"),
        "papers:verify_paper": reverse("papers:verify_paper", args=[world.issue.paper.uid]),
        "papers:checked": reverse("papers:checked", args=[world.issue.code]),
        "statistics:report": reverse("statistics:report", args=[unit]),
        "statistics:report, people": reverse("statistics:report", args=[unit]) + "?tab=people",
        "statistics:dashboard": reverse("statistics:dashboard", args=[unit]),
        "statistics:overdue, small": reverse("statistics:overdue", args=[unit, "small"]),
        "statistics:overdue, terms": reverse("statistics:overdue", args=[unit, "terms"]),
        "statistics:overdue, silent": reverse("statistics:overdue", args=[unit, "silent"]),
        "statistics:moved": reverse("statistics:moved", args=[unit, "came"]),
        "statistics:pivot": reverse("statistics:pivot") + f"?unit={unit}&rows=unit&cols=age",
        "statistics:issued": reverse("statistics:issued", args=[world.report.pk]),
        "elections:unit": reverse("elections:unit", args=[world.units["yen_dinh"].pk]),
        "elections:prepare": reverse("elections:prepare", args=[branch]),
        "elections:designate": reverse("elections:designate", args=[branch]),
        "elections:interim": reverse("elections:interim", args=[branch]),
        "elections:term": reverse("elections:term", args=[world.seat.committee.uid]),
        "elections:end_seat": reverse("elections:end_seat", args=[world.seat.pk]),
        "elections:election": reverse("elections:election", args=[world.election.uid]),
        "elections:candidates": reverse("elections:candidates", args=[world.election.uid, "secretary"]),
        "elections:sheet": reverse("elections:sheet", args=[world.election.uid, "secretary"]),
        "fees:unit": reverse("fees:unit", args=[branch]),
        "fees:unit, above": reverse("fees:unit", args=[unit]),
        "attendance:unit": reverse("attendance:unit", args=[branch]),
        "attendance:unit, above": reverse("attendance:unit", args=[unit]),
        "attendance:record": reverse("attendance:record", args=[branch]),
        "attendance:gathering": reverse("attendance:gathering", args=[world.gathering.uid]),
        "attendance:correct": reverse("attendance:correct", args=[world.gathering.uid]),
        "training:unit": reverse("training:unit", args=[branch]),
        "training:unit, evaluate": reverse("training:unit", args=[branch]) + "?tab=evaluate",
        "training:board": reverse("training:board", args=[unit]),
        "training:board, waiting": reverse("training:board", args=[unit]) + "?tab=waiting",
        "training:sheet": reverse("training:sheet", args=[branch]),
        "training:member": reverse("training:member", args=[world.units["yen_dinh"].pk, cuc]),
        "training:above": reverse("training:above", args=[world.sent.uid]),
        "training:bring": reverse("training:bring", args=[branch]),
        "training:programmes": reverse("training:programmes"),
        "applications:mine": reverse("applications:mine"),
        "applications:unit": reverse("applications:unit", args=[branch]),
        "applications:application": reverse("applications:application", args=[world.application.uid]),
        "applications:take": reverse("applications:take", args=[world.application.uid]),
        "cases:list": reverse("cases:list"),
        "cases:list, open": reverse("cases:list") + "?tab=open",
        "cases:procedures": reverse("cases:procedures", args=[unit]),
        "cases:choose": reverse("cases:choose", args=[unit, "away"]),
        "cases:begin": reverse("cases:begin", args=[unit, "reward"]) + f"?person={cuc}",
        "cases:case": reverse("cases:case", args=[world.case.uid]),
        "cases:card_ranges": reverse("cases:card_ranges", args=[unit]),
        "cases:deadlines": reverse("cases:deadlines"),
        "cases:transit": reverse("cases:transit"),
        "cases:dockets": reverse("cases:dockets"),
        "cases:docket": reverse("cases:docket", args=[world.docket.uid]),
        "reorganisation:plans": reverse("reorganisation:plans"),
        "reorganisation:new": reverse("reorganisation:new", args=[unit]),
        "reorganisation:plan": reverse("reorganisation:plan", args=[world.plan.pk]),
        "reorganisation:plan, people": reverse("reorganisation:plan", args=[world.plan.pk]) + "?tab=people",
        "reorganisation:details": reverse("reorganisation:details", args=[world.plan.pk]),
        "reorganisation:add": reverse("reorganisation:add", args=[world.plan.pk, "split"]),
        "jobs": reverse("jobs"),
        "job": reverse("job", args=[world.job.pk]),
        "account_profile": reverse("account_profile"),
        "account_duties": reverse("account_duties"),
        "usersessions_list": reverse("usersessions_list"),
    }
    election, plan = world.election.uid, world.plan.pk
    paths = {
        "papers": f"/units/{unit}/papers", "drafts": f"/units/{unit}/papers/drafts", "own papers": "/papers",
        "paper": f"/papers/{world.issue.paper.uid}", "numbers": f"/units/{unit}/numbers", "free numbers": f"/units/{unit}/numbers?state=free",
        "number books": f"/units/{unit}/number-books", "fees": f"/units/{branch}/fees", "fees below": f"/units/{unit}/fees/below",
        "collections": f"/units/{branch}/fees/collections", "collection": f"/fees/collections/{world.collection.uid}",
        "remittances": f"/units/{unit}/fees/remittances?way=in", "vietqr": f"/units/{world.units['yen_dinh'].pk}/fees/vietqr",
        "attendance": f"/units/{branch}/attendance", "attendance below": f"/units/{unit}/attendance/below",
        "gatherings": f"/units/{world.units['yen_dinh'].pk}/gatherings", "gathering": f"/gatherings/{world.gathering.uid}",
        "cases": "/cases", "case": f"/cases/{world.case.uid}", "procedures": "/procedures", "attachments": f"/cases/{world.case.uid}/attachments",
        "dockets": "/dockets", "docket": f"/dockets/{world.docket.uid}", "applications": f"/units/{branch}/applications",
        "link": f"/units/{branch}/applications/link", "application": f"/applications/{world.application.uid}",
        "committees": f"/units/{world.units['yen_dinh'].pk}/committees", "elections": f"/units/{world.units['yen_dinh'].pk}/elections",
        "election": f"/elections/{election}", "training": f"/units/{branch}/training", "registration": f"/training/registrations/{world.sent.uid}",
        "plans": "/plans", "plan": f"/plans/{plan}", "forecast": f"/plans/{plan}/forecast", "who moves": f"/plans/{plan}/people",
    }  # fmt: skip
    asked |= {f"api, {name}": f"/api{path}" for name, path in paths.items()}
    for name in ("establish", "rename", "move", "kind", "close", "congress"):
        asked[f"org:{name}"] = reverse(f"org:{name}", args=[branch])
    return asked


def grow(world, first, end):
    """Add rows of every kind that a page lists, numbered."""
    actor = Actor(user=world.users[PERSONA])
    binh, child = world.people["binh"].person, world.people["child"].person
    for n in range(first, end):
        branch = org.establish_unit(
            world.units["loc_ha"],
            actor=MACHINE,
            unit=Particulars(f"G.{n}", f"Chi đoàn thôn Mới {n}", "branch"),
            decision=Decision(FOUNDED, "5-QĐ"),
        )
        unit = world.units["xuan_hai"] if n % 2 else branch
        facts = {
            "full_name": "Nguyễn Thị Đôi",
            "birth": PartialDate.from_stored(f"2001-01-{n // 2 % 28 + 1:02}"),
        }
        person = people.add_person(unit, actor=actor, facts=facts, role="youth", starts_on=FOUNDED)
        enrol_member(unit, actor=actor, person=person, since=FOUNDED)
        open_case(unit, actor=actor, procedure="reward", person=person, facts={"reward": "merit"})
        Case.objects.filter(person=person).update(docket=world.docket)
        comment(Case.objects.select_related("person", "at").get(pk=world.case.pk), actor=actor, words="x")
        held = Gathering.objects.create(
            unit=world.units["yen_dinh"],
            kind="meeting",
            day=FOUNDED,
            title=f"Sinh hoạt {n}",
            listed=1,
            present=1,
            excused=0,
        )
        for gathering in (held, world.gathering):
            Attendance.objects.create(gathering=gathering, person=person, how="present")
        Seat.objects.create(
            committee=world.seat.committee, person=person, post="member", starts_on=FOUNDED, came="interim"
        )
        Candidate.objects.create(contest=world.election.contests.get(), person=person)
        Election.objects.create(
            unit=world.units["yen_dinh"],
            occasion="congress",
            held_on=FOUNDED,
            ordinal=n + 1,
            state="recognised",
        )
        Guardianship.objects.create(child=child, guardian=person, relation="guardian")
        people.note_reveal(binh, actor=actor, subject=binh.uid, facts={"fields": ["phone"]})
        user = User.objects.create_user(f"grown-{n}", name=f"Người {n}")
        Appointment.objects.create(
            user=user, unit=world.units["loc_ha"], duty="committee_member", starts_on=FOUNDED
        )
        org.record_congress(
            branch, actor=actor, held_on=FOUNDED, ordinal=1, term_ends_on=FOUNDED.replace(year=2020)
        )
        org.record_congress(
            world.units["loc_ha"],
            actor=actor,
            held_on=FOUNDED,
            ordinal=n + 1,
            term_ends_on=FOUNDED.replace(year=2020),
        )
        if n < 25:
            save_list(world.units["loc_ha"], actor=actor, name=f"Danh sách {n}", query="age=over30")
        written = draft_paper(
            world.units["loc_ha"],
            actor=MACHINE,
            document=world.issue.paper.document,
            kind="decision",
            corrects=world.issue.paper,
        )
        issue_paper(sign_paper(written, actor=MACHINE), actor=MACHINE, on=FOUNDED.replace(year=2026))
        draft_paper(
            world.units["loc_ha"], actor=MACHINE, document=world.issue.paper.document, kind="decision"
        )
        void_number(
            reserve_number(world.units["loc_ha"], actor=MACHINE, kind="notice", purpose="x"),
            actor=MACHINE,
            reason="x",
        )
        reserve_number(world.units["loc_ha"], actor=MACHINE, kind="notice", purpose="x")
        Job.objects.create(kind="test.none", started_by=actor.user, run_after=world.job.run_after)


#: Not counted: savepoints, and the one look into the word index that only SQLite needs (database/search.py).
UNCOUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT 1 FROM")


def counted(client, asked):
    """Ask for each page twice; return how many queries the second time took."""
    figures = {}
    for name, address in asked.items():
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        assert answer.status_code == 200, (name, answer.status_code)
        figures[name] = len([q for q in seen.captured_queries if not q["sql"].startswith(UNCOUNTED)])
    return figures


def test_each_page_keeps_its_number_of_queries():
    world = build()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(world.users[PERSONA])
    asked = pages(world)
    grow(world, 0, 3)
    few = counted(client, asked)
    grow(world, 3, 60)
    many = counted(client, asked)
    print("\n" + "\n".join(f"{name:<28}{few[name]:>4}{many[name]:>4}" for name in asked))
    assert {n: (few[n], many[n]) for n in asked if few[n] != many[n]} == {}, "grows with the rows (few, many)"
    if os.environ.get("AOXANH_WRITE_CEILINGS"):
        TABLE.write_text(json.dumps(many, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    ceilings = json.loads(TABLE.read_text(encoding="utf-8"))
    assert many == ceilings, "tests/query_ceilings.json says otherwise"
