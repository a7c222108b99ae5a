"""The proof goes round all day: everybody's turn comes within a day, a break is found, told and shown until it is gone."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import start_due_job
from aoxanh.keeping import operations, queries
from aoxanh.keeping import views as keeping_views
from aoxanh.keeping.models import Slice
from aoxanh.keeping.operations import prove_next_slice
from aoxanh.membership.models import Delta, Member
from aoxanh.membership.proof import verify
from aoxanh.papers.models import NumberBook
from aoxanh.people.models import Affiliation
from tests.keeping.conftest import tool
from tests.membership.conftest import BookPlace
from tests.world import build


@pytest.fixture
def by_two(monkeypatch):
    """Slices of two people."""
    monkeypatch.setattr(operations, "FEWEST", 2)


def go_round():
    """Prove slices until a round has ended; return them."""
    found = [prove_next_slice()]
    while found[-1].until is not None:
        found.append(prove_next_slice())
    return found


def test_a_round_looks_at_everybody_once_and_at_the_sums(place, by_two):
    people = [place.member(f"Lê Thị {word}") for word in ("An", "Bình", "Cúc", "Dung", "Em")]
    found = go_round()
    assert [(s.people, bool(s.until), s.first_break) for s in found] == [
        (2, True, ""), (2, True, ""), (1, True, ""), (0, False, ""),
    ]  # fmt: skip
    assert found[-2].until == people[-1].pk
    assert queries.standing().whole_at == found[-1].ended_at
    assert prove_next_slice().round == 2


def test_each_run_takes_up_where_the_last_one_stopped_and_does_as_much(place, by_two):
    for word in ("An", "Bình", "Cúc"):
        place.member(f"Lê Thị {word}")
    first = prove_next_slice()
    place.member("Lê Thị Dung")
    second = prove_next_slice()
    assert (second.round, second.after, second.people, second.size) == (1, first.until, 2, first.size)


def test_a_country_is_through_within_a_day(place, monkeypatch):
    """The bar of proof.md 2c: slices of a fixed size, one a minute."""
    for members in (1, 1_000_000, 7_000_000):
        monkeypatch.setattr(Member.objects, "count", lambda members=members: members)
        slices = -(-members // operations.slice_size()) + 1
        assert slices <= 24 * 60


@pytest.mark.parametrize(("harm", "places"), [("spell", 2), ("head", 1), ("delta", 1), ("line", 1)])
def test_a_break_is_found_told_to_the_operator_and_shown_until_the_whole_holds_again(
    place, by_two, harm, places, work_off
):
    operator = place.user("operator", place.province, "operator")
    operator.email = "may.chu@example.vn"
    operator.save()
    an, _binh = place.member("Lê Thị An"), place.member("Lê Thị Bình")
    undo = HARMS[harm](place, an)
    found = go_round() + go_round()
    broken = [s for s in found if s.first_break]
    assert len(broken) == 2 * places  # in each round
    assert queries.standing().whole_at is None
    work_off()
    letters = [m for m in mail.outbox if "có chỗ sai" in m.subject]
    assert [m.to for m in letters] == [["may.chu@example.vn"]] * places  # each told once
    assert broken[0].first_break in letters[0].body
    client = Client(headers={"accept-language": "vi"})
    client.force_login(operator)
    page, home = client.get(reverse("keeping")).content.decode(), client.get("/").content.decode()
    assert "Sổ đoàn viên có chỗ sai" in page
    assert f"Sổ đoàn viên sai ở {2 * places} chỗ" in home
    undo()
    go_round()
    page, home = client.get(reverse("keeping")).content.decode(), client.get("/").content.decode()
    assert "có chỗ sai" not in page
    assert "sai ở" not in home
    assert "Toàn bộ sổ kiểm chứng xong gần nhất" in page


def harm_spell(place, person):
    rows = Affiliation.objects.filter(person=person, role="member")
    rows.update(unit=place.other_branch)
    return lambda: rows.update(unit=place.branch)


def harm_head(place, person):
    heads = Member.objects.filter(person=person)
    kept = heads.get().head
    heads.update(head="0" * 64)
    return lambda: heads.update(head=kept)


def harm_delta(place, person):
    extra = Delta.objects.create(
        unit=place.branch, on="2024-01-01", kind="enrolled", n=1, known_from="2024-01-01T00:00Z", folded=False
    )
    return extra.delete


def harm_line(place, person):
    """A head without its lines: as if somebody had removed a whole book."""
    stranger = place.person("Lê Thị Không")
    Member.objects.create(person=stranger, lines=1, head="1" * 64)
    return Member.objects.filter(person=stranger).delete


HARMS = {"spell": harm_spell, "head": harm_head, "delta": harm_delta, "line": harm_line}


def test_a_gap_in_a_book_of_numbers_is_found_with_the_sums(place, by_two):
    """L21."""
    book = NumberBook.objects.create(unit=place.commune, series="bch", term_starts_on="2024-01-01")
    assert [s.first_break for s in go_round()] == [""]
    NumberBook.objects.filter(pk=book.pk).update(last=1)
    broken = go_round()[-1].first_break
    assert broken.startswith(f"L21: book {book.pk} ")
    assert (
        keeping_views.told(Slice(first_break=broken))["says"]
        == "số văn bản của mỗi sổ liên tục, không sót số"
    )
    NumberBook.objects.filter(pk=book.pk).update(last=0)
    go_round()
    assert queries.standing().breaks == []


@pytest.mark.django_db(transaction=True)
def test_who_writes_meanwhile_neither_waits_nor_looks_like_a_break():
    """The proof reads one moment: lines written between its questions are not half seen."""
    place, stop, written = BookPlace(), threading.Event(), []
    people = [place.member(f"Lê Thị {'i' * n}") for n in range(1, 30)]

    def write():
        try:
            for person in people:
                place.line(person, "transferred", dt.date(2024, 5, 1), place.other_branch)
                written.append(person.pk)
        finally:
            stop.set()
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    proofs = []
    while not stop.is_set():
        proofs += [verify().first_break, prove_next_slice().first_break]
    thread.join()
    assert len(written) == len(people)
    assert set(proofs) == {""}


def test_only_the_operator_sees_the_page_and_it_names_nobody(db):
    world = build()
    client = Client(headers={"accept-language": "vi"})
    go_round()
    client.force_login(world.users["province_secretary"])
    assert client.get(reverse("keeping")).status_code == 403
    client.force_login(world.users["operator"])
    page = client.get(reverse("keeping"))
    assert page.status_code == 200
    for planted in world.people.values():
        assert not [w for words in planted.canaries.values() for w in words if w in page.content.decode()]


@pytest.mark.django_db(transaction=True)
def test_the_nightly_backup_is_kept_where_it_is_set_up_and_a_missed_night_is_said(
    tmp_path, work_off, settings
):
    place = BookPlace()
    operator = place.user("operator", place.province, "operator")
    client = Client(headers={"accept-language": "vi"})
    client.force_login(operator)
    settings.AOXANH_POSTGRES_TOOLS = tool.installed() / "bin" if tool.installed() else None
    settings.AOXANH_BACKUP_TO = tmp_path / "backups"
    assert "Đêm qua không có bản sao lưu nào" in client.get("/").content.decode()
    job = work_off(start_due_job("keeping.back_up_nightly", timezone.now()))
    assert (job.state, job.result["configured"]) == (Job.State.DONE, True), job.error
    assert [p.name for p in settings.AOXANH_BACKUP_TO.iterdir()] == [job.result["file"]]
    assert "Đêm qua" not in client.get("/").content.decode()
    assert job.result["file"] in client.get(reverse("keeping")).content.decode()


def test_old_slices_are_forgotten_and_the_newest_never(place, by_two, work_off):
    place.member()
    go_round()
    Slice.objects.update(ended_at=timezone.now() - dt.timedelta(days=40))
    work_off(start_due_job("keeping.tidy_up", timezone.now()))
    assert Slice.objects.count() == 1


def test_the_page_asks_as_often_with_one_slice_as_with_a_hundred(place, by_two):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.user("operator", place.province, "operator"))
    place.member()

    def asked():
        client.get(reverse("keeping"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("keeping")).status_code == 200
        return len(seen)

    prove_next_slice()
    few = asked()
    for _time in range(50):
        go_round()
    assert asked() == few
