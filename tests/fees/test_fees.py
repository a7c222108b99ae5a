"""The fee is taken in once a month, handed up by a third, and whoever is behind is known to the rules of cases."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case
from aoxanh.cases.operations import open_case
from aoxanh.cases.situations import about_people
from aoxanh.fees import operations, work
from aoxanh.fees.models import Collection, Payment, Remittance
from aoxanh.fees.queries import below, sheet
from aoxanh.fees.reckoning import known, share_on, share_up, standings
from aoxanh.fees.work import closed
from aoxanh.membership.models import BookEntry
from aoxanh.membership.roster import Selection, people
from aoxanh.vietnamese.amounts import in_words
from tests.membership.conftest import acting

D = dt.date
DAY = D(2024, 3, 26)  # the day on which the small world stands


@pytest.fixture
def member(place):
    return place.member("Nguyễn Thị Mai")


def collect(place, people, first, last, on=DAY, by=None):
    return operations.collect(
        place.branch, actor=acting(by or place.branch_secretary), people=[p.pk for p in people], first=first, last=last, on=on
    )  # fmt: skip


def test_a_month_costs_2000_without_and_5000_with_a_salary(place, member):
    """R-FEE-01."""
    rich = place.member("Trần Văn Lương")
    operations.set_salaried(
        place.branch, actor=acting(place.branch_secretary), people=[rich.pk], salaried=True
    )
    done = collect(place, [member, rich], D(2024, 1, 1), D(2024, 3, 1))
    assert (done.total, done.heads) == (3 * 2000 + 3 * 5000, 2)
    operations.set_salaried(
        place.branch, actor=acting(place.branch_secretary), people=[rich.pk], salaried=False
    )
    assert collect(place, [rich], D(2024, 4, 1), D(2024, 4, 1)).total == 2000
    assert Payment.objects.filter(person=rich, amount=5000).count() == 3  # what was paid stays as it was paid


def removal(place, person, months, **facts):
    """Open a removal for no fee in months of 2024, as the branch does."""
    facts = {"ground": "fee", "year": 2024, "months": list(months), "contacted_on": "2024-06-01", **facts}
    return open_case(
        place.branch, actor=acting(place.branch_secretary), procedure="removal", person=person, facts=facts, words={"contact": "Gọi điện"}
    )  # fmt: skip


@pytest.fixture
def owing(place, member):
    """It is June: one of two paid January to May, the other February only."""
    other = place.member("Trần Văn Lương")
    with time_machine.travel(dt.datetime(2024, 6, 5, 3, tzinfo=dt.UTC)):
        collect(place, [other], D(2024, 1, 1), D(2024, 5, 1), D(2024, 6, 1))
        collect(place, [member], D(2024, 2, 1), D(2024, 2, 1), D(2024, 6, 1))
        yield other


def test_the_ground_of_a_removal_comes_from_the_fee_book(place, member, owing):
    """R-DEL-01, P8: months paid are no ground; those owed are filled in already; nothing is written where refused."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("cases:begin", args=[place.branch.pk, "removal"])
    form = client.get(address, {"person": str(member.uid)}).context["form"]
    assert (form["ground"].value(), form["year"].value(), form["months"].value()) == (
        "fee",
        2024,
        [1, 3, 4, 5],
    )
    with pytest.raises(Objection, match="02/2024") as refused:
        removal(place, member, (1, 2, 3))
    assert (refused.value.rule, refused.value.field) == ("R-DEL-01", "months")
    with pytest.raises(Objection, match="01/2024"):
        removal(place, owing, (1, 2, 3))
    with pytest.raises(Objection, match="07/2024"):
        removal(place, member, (1, 3, 7))
    assert not Case.objects.exists()
    assert removal(place, member, (1, 3, 4)).state == "open"


def test_the_grade_proposed_follows_from_what_is_recorded_and_the_branch_decides(place, member, owing):
    """P11, HD 638: fees and measures of the year; a measure binds, fees are shown; each row of a docket has its own."""
    place.line(owing, "disciplined", D(2024, 2, 1), measure="reprimand", until="2025-02-01")
    third = place.member("Lê Thị Ba")
    collect(place, [third], D(2024, 1, 1), D(2024, 4, 1), D(2024, 6, 2))
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    people = [member, owing, third]
    address = reverse("cases:begin", args=[place.branch.pk, "classification"])
    page = client.get(address, {"selected": [str(p.uid) for p in people]})
    rows = {person.pk: row for person, row in page.context["rows"]}
    told = {pk: (row["grade"].value(), row["reason"].value()) for pk, row in rows.items()}
    assert told[member.pk] == ("not_completed", "4 tháng chưa đóng đoàn phí")
    assert told[owing.pk][0] == "not_completed"
    assert told[third.pk] == ("completed", "1 tháng chưa đóng đoàn phí")
    assert page.context["form"]["year"].value() == 2024
    of = {"actor": acting(place.branch_secretary), "procedure": "classification"}
    with pytest.raises(Objection) as refused:
        open_case(place.branch, person=owing, facts={"year": 2024, "grade": "good"}, **of)
    assert (refused.value.rule, refused.value.field) == ("P11", "grade")
    assert open_case(place.branch, person=third, facts={"year": 2024, "grade": "good"}, **of).state == "open"


def test_three_months_behind_are_told_to_the_branch_on_the_first_page(place, member, owing):
    """R-DEL-01, HD 30 II.7: it gets in touch first; others are told nothing."""

    def told(user):
        user.forget_rights()
        return [item.title for item in work.work(SimpleNamespace(user=user)) if "không đóng" in item.title]

    with translation.override("vi"):
        assert told(place.branch_secretary) == [
            "1 đoàn viên không đóng đoàn phí từ 3 tháng trở lên trong năm"
        ]
        assert told(place.officer) == told(place.stranger) == []
        collect(place, [member], D(2024, 1, 1), D(2024, 4, 1), D(2024, 6, 2))
        assert told(place.branch_secretary) == []


def test_the_roster_finds_who_paid_nothing_lately_and_of_whom_nothing_is_recorded(place, member, owing):
    """R-DEL-01; issue 3 §2: months that are over, branches that keep their fees here, nobody exempt."""
    exempt = place.member("Lê Thị Miễn")
    place.line(exempt, "overlay_opened", D(2024, 1, 1), what="fee_exempt", until="2024-07-01")
    elsewhere = place.member("Trần Thị Xa", unit=place.far_branch)
    path, day = place.province.standing(DAY).path, D(2024, 6, 5)

    def found(**filters):
        return set(people(Selection([path], day, filters=filters)))

    assert found(no_fee="3") == {member}  # paid February: March, April, May not
    assert found(no_fee="6") == set()
    assert found(no_fee="1") == {member}
    assert elsewhere not in found(no_fee="1"), "its branch keeps no fees here"
    collect(place, [member], D(2024, 5, 1), D(2024, 5, 1), on=D(2024, 6, 4))
    assert found(no_fee="3") == set()
    assert found(nothing="12") == {elsewhere}, "the others paid, or are told of in the book, within the year"
    later = D(2026, 6, 5)
    silent = set(people(Selection([path], later, filters={"nothing": "12"})))
    assert silent == {member, owing, exempt, elsewhere}


def test_a_month_is_paid_once(place, member):
    """R-FEE-02."""
    collect(place, [member], D(2024, 1, 1), D(2024, 2, 1))
    assert collect(place, [member], D(2024, 1, 1), D(2024, 3, 1)).total == 2000
    with pytest.raises(Objection):
        collect(place, [member], D(2024, 1, 1), D(2024, 3, 1))
    assert Payment.objects.filter(stands=True).count() == 3


def test_nobody_pays_for_months_before_they_were_a_member(place, member):
    new = place.member("Trần Văn Tân", since=D(2024, 2, 26))
    assert collect(place, [member, new], D(2024, 1, 1), D(2024, 2, 1)).total == 3 * 2000


@pytest.mark.parametrize(
    ("first", "last", "on"),
    [(D(2024, 2, 1), D(2024, 1, 1), DAY), (D(2023, 1, 1), D(2024, 3, 1), DAY), (D(2024, 1, 1), D(2024, 1, 1), D(2024, 3, 27))],
)  # fmt: skip
def test_nothing_is_written_for_a_day_ahead_or_an_odd_period(place, member, first, last, on):
    with pytest.raises(Objection):
        collect(place, [member], first, last, on)
    assert not Payment.objects.exists()
    assert not Collection.objects.exists()


def test_only_the_branchs_own_members_pay_there(place, member):
    stranger = place.young()
    with pytest.raises(Objection):
        collect(place, [member, stranger], D(2024, 1, 1), D(2024, 1, 1))
    assert not Payment.objects.exists()


def test_a_collection_is_taken_back_and_its_months_are_unpaid(place, member):
    done = collect(place, [member], D(2024, 1, 1), D(2024, 2, 1))
    collect(place, [member], D(2024, 3, 1), D(2024, 3, 1))
    operations.take_back(done, actor=acting(place.branch_secretary))
    with pytest.raises(Objection):
        operations.take_back(done, actor=acting(place.branch_secretary))
    assert collect(place, [member], D(2024, 1, 1), D(2024, 2, 1)).total == 4000
    assert Payment.objects.count() == 5


@pytest.mark.parametrize(("received", "up"), [(100_000, 33_333), (0, 0), (1, 0), (3, 1), (2**40, 2**40 // 3)])
def test_a_third_goes_up_and_the_rest_is_kept(db, received, up):
    """R-FEE-04, vector 25: of 100,000 đ, 33,333 go up and 66,667 are kept."""
    assert share_up(received, share_on(DAY)) == up
    assert received - up >= 2 * up


def test_a_branch_hands_up_and_the_commune_of_what_it_received(place, member):
    """R-FEE-04: each level keeps two thirds of what it received, members' fees or what was handed to it."""
    collect(place, [member], D(2023, 6, 1), D(2024, 3, 1), D(2024, 3, 20))
    row = operations.remit(
        place.branch,
        actor=acting(place.branch_secretary),
        first=D(2024, 3, 1),
        last=D(2024, 3, 25),
        on=D(2024, 3, 25),
    )
    assert (row.received, row.amount, row.kept) == (20_000, 6_666, 13_334)
    period = {"first": D(2024, 1, 1), "last": DAY, "on": DAY}
    with pytest.raises(Objection):  # nothing has arrived yet
        operations.remit(place.commune, actor=acting(place.officer), **period)
    with pytest.raises(PermissionDenied):  # who hands up does not settle
        operations.settle(row, actor=acting(place.branch_secretary), on=DAY)
    operations.settle(row, actor=acting(place.officer), on=DAY)
    with pytest.raises(Objection):
        operations.settle(row, actor=acting(place.officer), on=DAY)
    assert operations.remit(place.commune, actor=acting(place.officer), **period).amount == 2_222
    line = below(place.commune.standing(DAY), D(2024, 1, 1), D(2024, 12, 31), DAY)
    own = next(one for one in line if one["unit"].unit_id == place.branch.pk)
    assert (own["received"], own["due"], own["handed"], own["waiting"]) == (20_000, 6_666, 6_666, [])


def test_a_period_is_handed_up_once_and_then_closed(place, member):
    done = collect(place, [member], D(2024, 1, 1), D(2024, 2, 1), D(2024, 3, 10))
    up = {"actor": acting(place.branch_secretary), "on": DAY}
    operations.remit(place.branch, first=D(2024, 3, 1), last=D(2024, 3, 15), **up)
    with pytest.raises(Objection):
        operations.remit(place.branch, first=D(2024, 3, 15), last=D(2024, 3, 20), **up)
    with pytest.raises(Objection):  # nothing enters a period that was handed up
        collect(place, [member], D(2024, 3, 1), D(2024, 3, 1), D(2024, 3, 12))
    with pytest.raises(Objection):
        operations.take_back(done, actor=acting(place.branch_secretary))
    assert Remittance.objects.count() == 1
    assert Payment.objects.filter(stands=True).count() == 2


def test_nobody_is_behind_before_the_branch_keeps_its_fees_here(place, member):
    assert known([member.pk], DAY) == {}
    other = place.member("Trần Thị Hoa")
    collect(place, [other], D(2024, 1, 1), D(2024, 1, 1))
    # R-FEE-07: what is paid is known where somebody moves or is removed
    assert known([member.pk], DAY)[member.pk]["months_unpaid"] == 2  # January, February; March is not over
    assert known([other.pk], DAY)[other.pk] == {
        "months_unpaid": 1,
        "unpaid": [D(2024, 2, 1)],
        "paid_until": D(2024, 1, 31),
    }


def test_an_exemption_of_eight_months_is_refused_and_six_free_them(place, member):
    """R-FEE-03, vector 26."""
    collect(place, [place.member("Trần Thị Hoa")], D(2023, 9, 1), D(2023, 9, 1))
    words = {"reason": "Mẹ ốm dài ngày"}
    with pytest.raises(Objection) as refused:
        place.open("fee_exemption", member, by=place.branch_secretary, facts={"starts_on": "2023-09-01", "until": "2024-05-01"}, words=words)  # fmt: skip
    assert refused.value.rule == "R-FEE-03"
    case = place.open("fee_exemption", member, by=place.branch_secretary, facts={"starts_on": "2023-09-01", "until": "2024-03-01"}, words=words)  # fmt: skip
    place.take(case, "PROPOSE", by=place.branch_secretary)
    assert len(standings([member.pk], DAY)[member.pk].unpaid) == 6
    done = place.take(case, "EXEMPT", by=place.officer)
    assert done.state == "done"
    assert BookEntry.objects.filter(person=member, kind="overlay_opened").exists()
    assert standings([member.pk], DAY)[member.pk].unpaid == []


def test_a_transfer_is_told_of_unpaid_months(place, member):
    """R-TRF-06: the sending branch clears the fee before it lets go."""
    collect(place, [place.member("Trần Thị Hoa")], D(2024, 1, 1), D(2024, 1, 1))
    about = about_people([member], DAY, {}, {})[member.pk]
    assert about.more["months_unpaid"] == 2


def test_the_sheet_takes_in_what_was_ticked(place, member):
    client = Client()
    client.force_login(place.branch_secretary)
    address = reverse("fees:unit", args=[place.branch.pk])
    form = {
        "first": "01/01/2024",
        "last": "01/02/2024",
        "on": "26/03/2024",
        "selected": [str(member.uid), "x", ""],
    }
    assert client.post(address, form).status_code == 302
    answer = client.get(address + "?year=2024")
    assert "1 ✓" in answer.content.decode()
    assert answer.context["received"] == 4000
    kept = client.post(address, {**form, "on": "27/03/2024"})
    assert kept.status_code == 422
    assert f'value="{member.uid}"' in kept.content.decode()
    assert Payment.objects.count() == 2
    _heads, rows = sheet(place.branch.standing(DAY), 2024, DAY)
    assert [cell["amount"] for cell in next(r for r in rows if r.person == member).cells][:3] == [
        2000,
        2000,
        None,
    ]


def test_an_account_makes_the_code_and_a_wrong_one_is_refused(place):
    client = Client()
    client.force_login(place.branch_secretary)
    address = reverse("fees:pay", args=[place.branch.pk])
    assert client.post(address, {"bank": "97", "number": "1", "holder": "X"}).status_code == 422
    assert (
        client.post(address, {"bank": "970405", "number": "4200123456789", "holder": "CHI DOAN"}).status_code
        == 302
    )
    assert "data:image/svg+xml" in client.get(address).content.decode()


def test_a_receipt_says_the_amount_in_words_and_a_collection_taken_back_has_none(place, member):
    done = collect(place, [member], D(2024, 1, 1), D(2024, 2, 1))
    client = Client()
    client.force_login(place.branch_secretary)
    page = client.get(reverse("fees:collection", args=[done.uid])).content.decode()
    assert "từ tháng 01/2024 đến tháng 02/2024, 2 tháng" in page
    address = reverse("fees:receipt", args=[done.uid, member.uid])
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")
    operations.take_back(done, actor=acting(place.branch_secretary))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "Không đồng"), (2000, "Hai nghìn đồng"), (15_000, "Mười lăm nghìn đồng"), (21_000, "Hai mươi mốt nghìn đồng"), (11_000, "Mười một nghìn đồng"),
     (25_105, "Hai mươi lăm nghìn một trăm linh năm đồng"), (1_000_004, "Một triệu không trăm linh bốn đồng"), (33_333, "Ba mươi ba nghìn ba trăm ba mươi ba đồng"),
     (1_234_000, "Một triệu hai trăm ba mươi tư nghìn đồng"), (10**9, "Một tỷ đồng")],
)  # fmt: skip
def test_amounts_are_said_in_words(amount, words):
    assert in_words(amount) == words


def test_what_should_be_handed_up_or_settled_waits_on_the_first_page(place, member):
    """R-FEE-05: branches each month, unions above each quarter."""
    client = Client()
    client.force_login(place.branch_secretary)
    hint = reverse("fees:hand_up", args=[place.branch.pk])
    collect(place, [member], D(2024, 1, 1), D(2024, 1, 1), D(2024, 3, 5))
    assert hint not in client.get("/").content.decode()  # March is not over
    collect(place, [member], D(2024, 2, 1), D(2024, 2, 1), D(2024, 2, 28))
    assert hint in client.get("/").content.decode()
    operations.remit(
        place.branch, actor=acting(place.branch_secretary), first=D(2024, 2, 1), last=D(2024, 2, 29), on=DAY
    )
    assert hint not in client.get("/").content.decode()
    above = Client()
    above.force_login(place.officer)
    assert reverse("fees:unit", args=[place.commune.pk]) in above.get("/").content.decode()
    assert [closed(D(2024, 3, 26), months=n) for n in (1, 3)] == [D(2024, 2, 29), D(2023, 12, 31)]
    assert [closed(D(2024, 4, 1), months=n) for n in (1, 3)] == [D(2024, 3, 31), D(2024, 3, 31)]
