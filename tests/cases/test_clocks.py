"""Clocks that somebody can act on are told on the first page to whoever can, and to nobody else (§2 of the rules, by id)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from aoxanh.audit.objection import Objection
from aoxanh.cases import work
from aoxanh.cases.clocks import CLOCKS, ending
from aoxanh.cases.models import Case
from aoxanh.cases.procedure import PROCEDURES
from aoxanh.membership.models import BookEntry, Overlay
from aoxanh.membership.operations import correct_line
from aoxanh.people.models import Person
from tests.cases.conftest import MACHINE, D, votes

pytestmark = pytest.mark.usefixtures("today")
COMPLAIN = reverse("cases:ask", args=["complaint"])


def at(today, *day) -> None:
    today.move_to(dt.datetime(*day, 3, tzinfo=dt.UTC))


def items(user) -> dict[str, work.Work]:
    user.refresh_from_db()
    user.forget_rights()
    user._state.fields_cache.clear()
    return {item.url: item for item in work.work(SimpleNamespace(user=user))}


def account_of(place, person):
    """The person's own account, without any duty."""
    user = place.user(f"own{person.pk}", place.province, "auditor")
    user.appointments.all().delete()
    Person.objects.filter(pk=person.pk).update(user=user)
    return user


# -- R-MAT-04


def test_who_is_over_thirty_undecided_is_told_to_the_branch_until_it_is_asked(place):
    """R-MAT-01, R-MAT-04: officers go on until 35 and are listed from then."""
    address = reverse("cases:choose", args=[place.branch.pk, "maturation"])
    assert address not in items(place.branch_secretary)
    person = place.member("Vũ Thị Ba Mốt", birth="1993-02-01")
    for name, birth in (("Cán bộ Trẻ", "1991-01-01"), ("Cán bộ Già", "1988-01-01")):
        officer = place.member(name, birth=birth)
        Person.objects.filter(pk=officer.pk).update(
            user=place.user(name.split()[-1].lower(), place.commune, "deputy_secretary")
        )
    assert items(place.branch_secretary)[address].title.startswith("2 ")
    assert address not in items(place.officer)
    assert not any("maturation" in url for url in items(place.far_secretary))
    place.open("staying", person)
    assert items(place.branch_secretary)[address].title.startswith("1 ")


def test_a_member_over_thirty_is_asked_for_the_wish_on_the_phone(place):
    """P7 step 2: once they have asked, or the branch has decided, no more."""
    person, young = (
        place.member("Vũ Thị Ba Mốt", birth="1993-02-01"),
        place.member("Lê Trẻ", birth="1994-03-26"),
    )
    mine, ask = account_of(place, person), f"{reverse('cases:list')}?tab=mine#ask"
    assert ask in items(mine)
    assert ask not in items(account_of(place, young))
    case = place.open("staying", person)
    assert ask not in items(mine)
    place.take(case, "DECIDE", vote=votes(9))
    assert ask not in items(mine)


# -- R-DIS-12


def test_a_member_under_a_measure_is_told_how_long_they_may_complain(place, today):
    """R-DIS-12: thirty days; not once they have complained, nor when the measure was taken back; nobody else is told."""
    person = place.member()
    mine = account_of(place, person)
    facts = {"measure": "reprimand", "verified_on": "2024-03-20", "self_criticism": True}
    case = place.open("discipline", person, facts=facts, words={"grounds": "x"})
    assert COMPLAIN not in items(mine)
    place.take(case, "MEETING", vote=votes(16, 16, entitled=24, method="secret"))
    assert "30" in items(mine)[COMPLAIN].title
    assert COMPLAIN not in items(place.branch_secretary)
    at(today, 2024, 4, 25)
    assert items(mine)[COMPLAIN].late
    at(today, 2024, 4, 26)
    assert COMPLAIN not in items(mine)
    at(today, 2024, 4, 1)
    place.open("complaint", person, facts={"received_on": "2024-03-26"}, words={"complaint": "x"})
    assert COMPLAIN not in items(mine)
    Case.objects.filter(procedure="complaint").update(
        state="withdrawn", at=None, ended_at=dt.datetime.now(dt.UTC)
    )
    assert COMPLAIN in items(mine)
    correct_line(BookEntry.objects.get(person=person, kind="disciplined"), actor=MACHINE, words="sai")
    assert COMPLAIN not in items(mine)


# -- R-VER-04


def test_activity_is_put_off_for_a_year_at_most_under_the_statute_of_2026_only(place, today):
    """R-VER-04, assumed: nothing is written under the twelfth congress."""
    person, words = place.member(), {"reason": "Làm thủy thủ"}
    with pytest.raises(Objection) as refused:
        place.open("postponement", person, facts={"until": "2024-09-01"}, words=words)
    assert refused.value.rule == "R-VER-04"
    at(today, 2026, 11, 20)
    with pytest.raises(Objection) as refused:
        place.open("postponement", person, facts={"until": "2027-11-21"}, words=words)
    assert (refused.value.rule, refused.value.field) == ("R-VER-04", "until")
    assert not Case.objects.exists()
    case = place.open("postponement", person, facts={"until": "2027-11-20"}, words=words)
    with translation.override("vi"):  # not the word of who rewards
        assert [str(step.verb) for step in PROCEDURES["postponement"].route] == ["Cho phép"]
    place.take(case, "GRANT", by=place.branch_secretary, on=D(2026, 11, 20))
    assert Overlay.objects.get(person=person, what="postponed").ends_on == D(2027, 11, 20)
    with pytest.raises(Objection):
        place.open("postponement", person, facts={"until": "2027-01-20"}, words=words)
    assert [row.what for row in ending(D(2027, 11, 16), [place.branch.pk])] == ["postponed"]


def test_months_put_off_are_no_ground_for_a_removal_but_months_without_fee_are(place, today):
    """R-DEL-01 with R-VER-04 (our design)."""
    at(today, 2026, 11, 20)
    person = place.member()
    place.line(person, "overlay_opened", D(2026, 8, 15), what="postponed", until="2026-12-01")
    facts = {"ground": "activity", "year": 2026, "months": [8, 9, 10], "contacted_on": "2026-11-01"}
    with pytest.raises(Objection, match="08/2026") as refused:
        place.open("removal", person, facts=facts, words={"contact": "x"})
    assert (refused.value.rule, refused.value.field) == ("R-DEL-01", "months")
    assert (
        place.open("removal", person, facts={**facts, "ground": "fee"}, words={"contact": "x"}).state
        == "open"
    )


# -- the reference


def test_the_reference_says_of_every_clock_who_is_reminded_or_why_nobody(capsys):
    call_command("procedures")
    page = capsys.readouterr().out.split("## ")[1]
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and "---" not in line][
        1:
    ]
    assert len(rows) == len(CLOCKS)
    assert not [row for row in rows if len(row[3].removesuffix(" |")) < 15]
    silent = [one for one in CLOCKS if one.how == "asked"]
    assert all(str(one.by) for one in silent)
    assert page.count("không nhắc: ") == len(silent)
