"""What was found in a file is put right on the screen: a row, the meaning of a column, the order of day and month."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.intake import operations, tasks
from aoxanh.intake.judging import Judge
from aoxanh.intake.models import Heading
from aoxanh.jobs import beacon
from aoxanh.jobs.execution import Cancelled, Run
from aoxanh.jobs.models import Job
from aoxanh.org import operations as org
from aoxanh.people.models import Person
from aoxanh.ui.sheets import as_ods
from tests.intake.conftest import HEAD, rows
from tests.intake.test_intake import AN, BINH, NOTHING, XUAN_HAI, YEN_DINH
from tests.membership.conftest import MACHINE, acting

WRONG = ("Phan Văn Lạ", "31/02/2001", "Nam", "", XUAN_HAI, "", "")


@pytest.fixture
def page(place, client):
    client.force_login(place.officer)
    return client


def test_a_refused_row_is_put_right_on_the_screen_and_the_counts_follow_l19(place, page):
    batch = place.judge(place.xlsx({"DS": rows(AN, WRONG)}))
    assert batch.counts == {**NOTHING, "accepted": 1, "refused": 1}
    address = reverse("intake:row", args=[batch.pk, 2])
    text = page.get(address).content.decode()
    assert "31/02/2001" in text
    answer = page.post(
        address, {"full_name": "Phan Văn Lạ", "birth": "28/02/2001", "sex": "Nam", "unit": XUAN_HAI}
    )
    assert answer["Location"] == reverse("intake:batch", args=[batch.pk])
    batch.refresh_from_db()
    assert batch.counts == {**NOTHING, "accepted": 2}
    operations.take_in(batch, actor=MACHINE)
    assert Person.objects.get(full_name="Phan Văn Lạ").birth == "2001-02-28"


def test_a_row_put_right_into_another_one_is_its_duplicate(place):
    batch = place.judge(place.xlsx({"DS": rows(AN, WRONG)}))
    cells = batch.rows.get(number=1).said["cells"]
    row = operations.correct_row(batch.rows.get(number=2), actor=MACHINE, cells=cells)
    assert (row.outcome, row.rule) == ("duplicate", "L19")


def test_of_the_other_rows_only_possible_twins_are_opened(place, monkeypatch):
    """L19: as quick in a file of a hundred thousand."""
    others = [
        (f"Trần Văn {word}", "12/05/2003", "Nam", "", XUAN_HAI, "", "") for word in ("Ba", "Bốn", "Năm")
    ]
    batch = place.judge(place.xlsx({"DS": rows(AN, *others, WRONG)}))
    opened = []
    monkeypatch.setattr(Judge, "remember", lambda _judge, values, *_rest: opened.append(values["full_name"]))
    right = {**batch.rows.get(number=5).said["cells"], "birth": "28/02/2001"}
    assert operations.correct_row(batch.rows.get(number=5), actor=MACHINE, cells=right).outcome == "accepted"
    assert opened == []
    same = {**right, "full_name": "Tran van bon", "birth": "12/05/2003"}
    operations.correct_row(batch.rows.get(number=5), actor=MACHINE, cells=same)
    assert opened == ["Trần Văn Bốn"]


def test_rows_judged_before_they_had_signs_are_still_found(place):
    batch = place.judge(place.xlsx({"DS": rows(AN, WRONG)}))
    batch.rows.update(signs=None)
    cells = batch.rows.get(number=1).said["cells"]
    row = operations.correct_row(batch.rows.get(number=2), actor=MACHINE, cells=cells)
    assert (row.outcome, row.rule) == ("duplicate", "L19")


def test_two_rows_matched_to_one_person_are_one_though_they_share_nothing(place):
    """L19: the first by name and birth day, the second by citizen id under another name."""
    known = ("Lê Văn Cường", "10/10/2002", "Nam", "042202000077", XUAN_HAI, "", "")
    place.taken(place.xlsx({"DS": rows(known)}))
    by_name, by_id = (*known[:3], "", *known[4:]), ("Lê Văn Cương Em", "31/02/2002", *known[2:])
    batch = place.judge(place.xlsx({"DS": rows(by_name, by_id)}))
    assert batch.counts == {**NOTHING, "unchanged": 1, "refused": 1}
    cells = {**batch.rows.get(number=2).said["cells"], "birth": "28/02/2002"}
    row = operations.correct_row(batch.rows.get(number=2), actor=MACHINE, cells=cells)
    assert (row.outcome, row.rule) == ("duplicate", "L19")


def test_a_row_that_is_still_wrong_says_so_and_keeps_what_was_typed(place, page):
    batch = place.judge(place.xlsx({"DS": rows(WRONG)}))
    address = reverse("intake:row", args=[batch.pk, 1])
    assert (
        page.post(address, {"full_name": "Phan Văn Lạ", "birth": "30/02/2001", "unit": XUAN_HAI})["Location"]
        == address
    )
    assert "30/02/2001" in page.get(address).content.decode()


def test_only_who_enters_members_there_puts_rows_right_and_never_after_the_decision(place):
    batch = place.judge(place.xlsx({"DS": rows(AN)}))
    row = batch.rows.get()
    for user in (place.stranger, place.committee):
        with pytest.raises(PermissionDenied):
            operations.correct_row(row, actor=acting(user), cells={"full_name": "Kẻ Lạ"})
        with pytest.raises(PermissionDenied):
            operations.read_anew(batch, actor=acting(user), mapping={})
    operations.take_in(batch, actor=MACHINE)
    for act in (lambda: operations.correct_row(row, actor=MACHINE, cells={}), lambda: operations.read_anew(batch, actor=MACHINE, mapping={})):  # fmt: skip
        with pytest.raises(Objection) as refused:
            act()
        assert refused.value.rule == "L17"


def odd(place, name="a.xlsx"):
    head = ["TT", "Đoàn viên tên là", "Họ và tên bố", "Sinh", "Thuộc"]
    body = [[1, "Nguyễn Văn An", "Nguyễn Văn Bố", "15/08/2003", XUAN_HAI], [2, "Lê Thị Bình", "Lê Văn Bố", "01/02/2001", YEN_DINH]]  # fmt: skip
    return place.xlsx(
        {"DS": [["Họ và tên", "Giới tính", *head], *(["x", "Nam", *row] for row in body)]}, name
    )


def test_what_an_unknown_heading_means_is_said_once_and_remembered_for_the_unit(place, page):
    batch = place.judge(odd(place))
    assert batch.counts["refused"] == 2, "no branch column was known"
    assert [[h, c] for _s, h, c in batch.columns if not c] == [["TT", ""], ["Đoàn viên tên là", ""], ["Họ và tên bố", ""], ["Sinh", ""], ["Thuộc", ""]]  # fmt: skip
    means = {"Họ và tên": "", "Giới tính": "sex", "TT": "", "Đoàn viên tên là": "full_name", "Họ và tên bố": "", "Sinh": "birth", "Thuộc": "unit"}  # fmt: skip
    form = {f"column-{n}": means[heading] for n, (_s, heading, _c) in enumerate(batch.columns)}
    answer = page.post(reverse("intake:columns", args=[batch.pk]), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch.refresh_from_db()
    assert batch.counts == {**NOTHING, "accepted": 2}
    assert [r.said["values"]["full_name"] for r in batch.rows.order_by("number")] == [
        "Nguyễn Văn An",
        "Lê Thị Bình",
    ]
    assert [r.number for r in batch.rows.order_by("number")] == [1, 2]
    assert batch.orders["birth"] == ["dmy", True], "learnt from 15/08/2003, though it was no date before"
    again = place.judge(odd(place, "b.xlsx"))
    assert again.counts == {**NOTHING, "accepted": 2}, "the next file of the unit is read so by itself"
    assert Heading.objects.filter(unit=place.commune, heading="thuoc", field="unit").exists()


def test_without_a_name_or_with_two_columns_of_one_meaning_nothing_is_read_anew(place, page):
    batch = place.judge(place.xlsx({"DS": rows(AN)}))
    address = reverse("intake:columns", args=[batch.pk])
    none = {f"column-{n}": "" for n in range(len(HEAD))}
    assert page.post(address, none).status_code == 422
    twice = {f"column-{n}": "full_name" if n < 2 else "" for n in range(len(HEAD))}
    assert page.post(address, twice).status_code == 422
    batch.refresh_from_db()
    assert batch.counts == {**NOTHING, "accepted": 1}


def test_dates_that_can_be_read_both_ways_are_asked_about_once_a_column(place, page):
    batch = place.judge(place.xlsx({"DS": rows(("Nguyễn Văn An", "03/04/2002", *AN[2:]), ("Lê Thị Bình", "05/06/2001", *BINH[2:]))}))  # fmt: skip
    assert batch.orders["birth"] == ["dmy", False]
    assert "Ngày sinh" in page.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    form = {f"column-{n}": c for n, (_s, _h, c) in enumerate(batch.columns)} | {
        "order-joined_on": "dmy",
        "order-birth": "mdy",
    }
    assert page.post(reverse("intake:columns", args=[batch.pk]), form).status_code == 302
    batch.refresh_from_db()
    assert batch.orders["birth"] == ["mdy", True]
    assert [r.said["values"]["birth"] for r in batch.rows.order_by("number")] == ["2002-03-04", "2001-05-06"]


def test_a_proven_order_stays_when_columns_are_read_anew(place):
    path = place.xlsx(
        {"DS": rows(("Nguyễn Văn An", "03/04/2002", *AN[2:]), ("Lê Thị Bình", "08/15/2003", *BINH[2:]))}
    )
    batch = place.judge(path)
    operations.read_anew(batch, actor=MACHINE, mapping={"gioi tinh": ""})
    assert [r.said["values"]["birth"] for r in batch.rows.order_by("number")] == ["2002-03-04", "2003-08-15"]
    assert "sex" not in batch.rows.get(number=1).said["values"]


def test_an_ods_file_is_read_as_an_xlsx_one_is(place):
    head, *people = rows(AN, BINH)
    path = place.folder / "danh-sach.ods"
    path.write_bytes(as_ods([[str(c) for c in row] for row in (head, *people)]).read())
    assert place.judge(path).counts == {**NOTHING, "accepted": 2}


def test_a_job_that_writes_all_or_nothing_tells_how_far_it_is_and_stops_when_asked(place, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = Job.objects.create(
        kind="intake.judge", started_by=place.officer, run_after=dt.datetime.now(dt.UTC), state="running"
    )
    run = Run(job)
    run.progress(5_000, 20_000)
    assert beacon.seen(job.pk) == (5_000, 20_000)
    beacon.ask_to_stop(job.pk)
    run.written = 0
    with pytest.raises(Cancelled):
        run.progress(10_000, 20_000)
    beacon.put_out(job.pk)
    assert beacon.seen(job.pk) is None


def test_taking_in_that_is_cancelled_half_way_writes_nothing(place, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    batch = place.judge(place.xlsx({"DS": rows(AN, BINH)}))
    job = Job.objects.create(
        kind="intake.take_in", started_by=place.officer, run_after=dt.datetime.now(dt.UTC), state="running"
    )
    beacon.ask_to_stop(job.pk)
    with pytest.raises(Cancelled):
        tasks.take(Run(job), batch=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "judged"
    assert Person.objects.count() == 0


def test_the_branches_to_choose_from_are_those_of_the_files_day(place, page):
    """A row is entered as of a day; a branch renamed since is offered, and taken, by the name it had then."""
    org.rename_unit(
        place.branch, actor=MACHINE, particulars=org.Particulars("B1", "Chi đoàn thôn Tân Hải", "branch"),
        decision=org.Decision(dt.date(2024, 1, 1), number="2-QĐ/ĐTN"),
    )  # fmt: skip
    batch = place.judge(place.xlsx({"DS": rows(WRONG)}))
    text = page.get(reverse("intake:row", args=[batch.pk, 1])).content.decode()
    assert XUAN_HAI in text
    assert "Tân Hải" not in text
