"""P10: registration by Excel: the branch's file goes out, is filled in, looked through row by row, and taken in as one."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aoxanh.audit.models import AuditEntry
from aoxanh.intake.reading import rows_of
from aoxanh.training.models import Registration
from aoxanh.training.reading import COMMITMENT


def cells(answer):
    """The rows of the first sheet of a workbook that was sent, all as long as the longest."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        Path(file.name).write_bytes(b"".join(answer.streaming_content))
        found = list(rows_of(Path(file.name)))
    rows = [row for sheet, _number, row in found if sheet == found[0][0]]
    most = max(len(row) for row in rows)
    return [[*row, *[""] * (most - len(row))] for row in rows]


def upload(rows):
    """A workbook of these rows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    return SimpleUploadedFile("dk.xlsx", file.getvalue())


@pytest.fixture
def client(place):
    client = Client()
    client.force_login(place.branch_secretary)
    return client


def addresses(place):
    return reverse("training:take_out", args=[place.branch.pk, "registrations"]), reverse(
        "training:bring", args=[place.branch.pk]
    )


def test_the_file_goes_out_is_filled_in_and_taken_in_as_one(place, mai, client):
    others = [place.member(f"Trần Văn {name}") for name in ("An", "Bình", "Cường", "Dũng")]
    place.registered(others[0])
    out, back = addresses(place)
    head, *rows = cells(client.post(out, {"year": "2024"}))
    assert len(head) == 2 + 23 + 1
    by = {row[1]: row for row in rows}
    assert AuditEntry.objects.filter(action="training.export").count() == 1
    by[mai.full_name][2], by[mai.full_name][-1] = "Có", "Học ngoại ngữ"
    by["Trần Văn Bình"][3] = "x"
    by["Trần Văn Cường"][4] = "chắc là có"
    looked = client.post(back, {"year": "2024", "file": upload([head, *rows, ["abc", "Người lạ", "Có"]])})
    assert {one.line.name: one.outcome for one in looked.context["looked"]} == {
        mai.full_name: "new", "Trần Văn An": "same", "Trần Văn Bình": "new", "Trần Văn Cường": "refused", "Trần Văn Dũng": "empty", "Người lạ": "refused",
    }  # fmt: skip
    assert all(one.why and one.rule for one in looked.context["looked"] if one.outcome == "refused")
    assert Registration.objects.count() == 1
    taken = client.post(back, {"year": "2024", "kept": looked.context["kept"]})
    assert taken.status_code == 302
    assert Registration.objects.count() == 3
    row = place.of(mai)
    assert (row.chosen, row.words["commitment"], row.state) == ([0], "Học ngoại ngữ", "approved")
    again = client.post(back, {"year": "2024", "kept": looked.context["kept"]})
    assert again.status_code == 302
    assert Registration.objects.count() == 3


def test_a_changed_or_forged_package_and_another_file_are_refused(place, mai, client):
    out, back = addresses(place)
    head, row = cells(client.post(out, {"year": "2024"}))
    assert client.post(back, {"year": "2024", "kept": "x:y:z"}).status_code == 302
    assert (
        client.post(back, {"year": "2024", "file": upload([["Họ và tên"], [mai.full_name]])}).status_code
        == 422
    )
    assert client.post(back, {"year": "2024", "file": upload([head[:5], row[:5]])}).status_code == 422
    assert (
        client.post(back, {"year": "2024", "file": SimpleUploadedFile("x.xlsx", b"%PDF-1.4")}).status_code
        == 422
    )
    row[2] = "Có"
    twice = client.post(back, {"year": "2024", "file": upload([head, row, row])})
    assert [one.outcome for one in twice.context["looked"]] == ["new", "refused"]
    assert not Registration.objects.exists()


def test_somebody_of_another_branch_in_the_file_is_refused(place, mai, client):
    far = place.member("Trần Thị Xa", unit=place.far_branch)
    out, back = addresses(place)
    head, row = cells(client.post(out, {"year": "2024"}))
    strange = [str(far.uid), far.full_name, "Có", *row[3:]]
    looked = client.post(back, {"year": "2024", "file": upload([head, strange])})
    assert [one.outcome for one in looked.context["looked"]] == ["refused"]
    client.post(back, {"year": "2024", "kept": looked.context["kept"]})
    assert not Registration.objects.exists()


def test_a_changed_row_changes_the_registration_unless_it_is_being_evaluated(place, mai, client):
    place.registered(mai)
    out, back = addresses(place)
    head, row = cells(client.post(out, {"year": "2024"}))
    assert head[-1] == COMMITMENT
    row[-1] = "=1+1 viết lại"
    file = {"year": "2024", "file": upload([head, row])}
    looked = client.post(back, file)
    assert looked.context["counts"]["changed"] == 1
    client.post(back, {"year": "2024", "kept": looked.context["kept"]})
    place.score(mai)
    head, row = cells(client.post(out, {"year": "2024"}))
    row[-1] = "khác"
    late = client.post(back, {"year": "2024", "file": upload([head, row])})
    assert [one.outcome for one in late.context["looked"]] == ["refused"]


def test_the_summary_tells_each_group_and_side(place, mai, client):
    place.registered(mai)
    place.score(mai)
    rows = cells(
        client.post(reverse("training:take_out", args=[place.branch.pk, "summary"]), {"year": "2024"})
    )
    assert rows[2][1] == mai.full_name
    assert rows[2][4:12] == ["20", "20", "20", "20", "20", "", "100", ""]


@pytest.mark.parametrize("who", ["officer", "far_secretary", "committee"])
def test_who_runs_the_branch_alone_takes_files_out(place, mai, who):
    client = Client()
    client.force_login(getattr(place, who))
    out, _back = addresses(place)
    assert client.post(out).status_code == {"officer": 200, "far_secretary": 404, "committee": 404}[who]
