"""The roster: one selection for page, count and file, on any day; nobody takes out more than their right."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
import python_calamine
from django.core.management import call_command
from django.test import Client

from aoxanh.audit.models import AuditEntry
from aoxanh.membership import roster
from aoxanh.membership.roster import Selection
from aoxanh.org.models import today
from aoxanh.people.models import Person
from aoxanh.ui.sheets import disarmed
from tests.membership.conftest import BEGUN

D = dt.date


def signed_in(user):
    """Return a browser of somebody signed in."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def names(place, day=None, known_on=None, **filters):
    """Return the names of a selection of the commune, in order."""
    day = day or today()
    path = place.commune.standing(day).path
    selection = Selection([path], day, known_on, filters)
    listed = [row.person.full_name for row in roster.walk(selection)]
    assert roster.count(selection) == len(listed)
    return listed


def take_out(client, kind="csv", **posted):
    """Return the rows of a file taken out."""
    answer = client.post(f"/roster/act/{kind}/", posted)
    assert answer.status_code == 200, answer.status_code
    body = b"".join(answer.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def test_the_roster_is_in_vietnamese_order_and_counts_what_it_lists(place):
    """Given name first, then family name; a count from the rollups is the length of the list."""
    for name in ("Đặng Văn Ân", "Nguyễn Thị An", "Lê Văn Bình", "Trần Thị Ân"):
        place.member(name)
    place.member("Người Ngoài", unit=place.far_branch)
    assert names(place) == ["Nguyễn Thị An", "Đặng Văn Ân", "Trần Thị Ân", "Lê Văn Bình"]


def test_the_roster_of_a_day_is_that_of_the_book(place):
    """As of D; matured and removed people are listed by their status."""
    an, binh = place.member("Nguyễn Văn An"), place.member("Lê Văn Bình")
    place.line(an, "matured", D(2024, 3, 26))
    place.line(binh, "transferred", D(2024, 6, 1), place.far_branch)
    assert names(place, D(2024, 1, 1)) == ["Nguyễn Văn An", "Lê Văn Bình"]
    assert names(place, D(2024, 5, 1)) == ["Lê Văn Bình"]
    assert names(place) == []
    assert names(place, status="ended") == names(place, status="matured") == ["Nguyễn Văn An"]
    assert names(place, D(2024, 5, 1), known_on=today() - dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"sex": "female"}, {"Nguyễn Thị An"}), ({"age": "over30"}, {"Lê Văn Bình"}), ({"missing": "birth"}, {"Ksor Y Bru"}),
        ({"missing": "card_number"}, {"Lê Văn Bình", "Ksor Y Bru"}), ({"q": "ksor y"}, {"Ksor Y Bru"}),
        ({"joined_from": D(2020, 1, 1)}, {"Nguyễn Thị An"}), ({"joined_until": D(2019, 12, 31)}, {"Lê Văn Bình"}),
        ({"what": "away"}, {"Lê Văn Bình"}), ({"party": "none"}, {"Nguyễn Thị An", "Lê Văn Bình", "Ksor Y Bru"}),
        ({"office": "any"}, set()), ({"sector": "school"}, set()), ({"twins": True}, set()),
        ({"sex": "male", "age": "23-30"}, set()),
    ],
)  # fmt: skip
def test_filters_narrow(place, filters, found):
    """Each filter of the form, alone and together."""
    an = place.member("Nguyễn Thị An", joined_on=D(2020, 3, 26), card_number="42-1")
    binh = place.member("Lê Văn Bình", birth="1990-01-01", joined_on=D(2010, 3, 26))
    place.member("Ksor Y Bru", birth="")
    Person.objects.filter(pk=an.pk).update(sex="female")
    Person.objects.filter(pk=binh.pk).update(sex="male")
    place.line(binh, "overlay_opened", D(2024, 1, 1), what="away")
    assert set(names(place, **filters)) == found


def test_an_export_is_what_is_shown_watermarked_logged_and_harmless(place):
    """ASVS 1.2.10: nothing a spreadsheet runs; the file says who took it out; the log says what."""
    place.member("=HYPERLINK(1)", card_number="42-1")
    place.member("Nguyễn Văn An")
    client = signed_in(place.officer)
    rows = take_out(client, query="")
    assert [row[1] for row in rows[3:]] == ["Nguyễn Văn An", "'=HYPERLINK(1)"]
    assert "officer" in rows[1][0]
    for kind in ("xlsx", "ods"):
        body = take_out(client, kind, query="")
        assert [row[1] for row in body[3:]] == ["Nguyễn Văn An", "=HYPERLINK(1)"]
    entry = AuditEntry.objects.filter(action="people.export").first()
    assert entry.details["n"] == 2
    answer = client.post("/roster/act/xlsx/", {"query": ""})
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_chosen_rows_alone_are_taken_out_and_all_that_match_on_demand(place):
    """Selection over the page and over the whole result."""
    an, _binh = place.member("Nguyễn Văn An"), place.member("Lê Văn Bình")
    client = signed_in(place.officer)
    assert len(take_out(client, query="", selected=[str(an.uid)])) == 4
    assert len(take_out(client, query="", selected=[str(an.uid)], all_matching="1")) == 5


def test_sensitive_columns_leave_only_with_their_right(place):
    """Office staff may reveal numbers but not origin and belief (NĐ 356/2025 Đ.4); a committee member takes nothing out."""
    place.member("Nguyễn Văn An", birth="2003-08-15")
    Person.objects.update(ethnicity="22")
    staff = place.user("staff", place.commune, "office_staff")
    assert "Dân tộc" not in take_out(signed_in(staff), query="col=ethnicity&col=sex")[2]
    assert "Dân tộc" in take_out(signed_in(place.officer), query="col=ethnicity&col=sex")[2]
    assert signed_in(place.committee).post("/roster/act/csv/", {"query": ""}).status_code == 403
    assert (
        signed_in(place.officer).post("/roster/act/csv/", {"query": f"unit={place.sibling.pk}"}).status_code
        == 404
    )


def test_the_command_counts_and_lists_like_the_page(place, capsys):
    """`./aoxanh roster count|list --unit CODE [--as-of DAY] [--known-on DAY] [--json]`."""
    an = place.member("Nguyễn Văn An")
    place.line(an, "matured", D(2024, 3, 26))
    place.member("Lê Văn Bình", unit=place.other_branch)

    def run(*words):
        call_command("roster", *words)
        return capsys.readouterr().out.strip()

    assert run("count", "--unit", "C1") == "1"
    assert run("count", "--unit", "C1", "--as-of", "2024-01-01") == "2"
    assert json.loads(run("count", "--unit", "C1", "--as-of", "25/06/2023", "--json")) == {
        "unit": "C1", "as_of": "2023-06-25", "known_on": None, "count": 2,
    }  # fmt: skip
    yesterday = str(today() - dt.timedelta(days=1))
    assert run("count", "--unit", "C1", "--known-on", yesterday) == "0"
    listed = json.loads(run("list", "--unit", "C1", "--as-of", "2024-01-01", "--json"))
    assert [row["full_name"] for row in listed] == ["Nguyễn Văn An", "Lê Văn Bình"]
    assert "Lê Văn Bình" in run("list", "--unit", "B2")
    assert json.loads(run("list", "--unit", "C1", "--status", "matured", "--json"))[0]["status"] == "matured"


def test_nothing_typed_into_the_address_breaks_the_page(place):
    """Bad filters, days and cursors are left out, never an error page."""
    place.member("Nguyễn Văn An")
    client = signed_in(place.officer)
    for query in (
        "age=%00", "joined_from=31/02/2024", "known_on=x", "after=%3E99999999999", "col=%27;drop", "status=merged", "unit=1e9", "q=%22*(", "q=%F0%9F%98%80",
    ):  # fmt: skip
        assert client.get(f"/roster/?{query}").status_code in {200, 400}, query
    assert client.get(f"/roster/?unit={place.sibling.pk}").status_code == 404
    assert client.get("/roster/?unit=999999").status_code == 404


def test_a_day_beyond_the_calendar_is_read_alike_on_the_page_and_in_what_is_taken_out(place):
    """As of and as known on the last day there is: the page, and the file of exactly what is shown."""
    place.member("Nguyễn Văn An")
    client = signed_in(place.officer)
    for query in ("known_on=9999-12-31", "as_of=9999-12-31&known_on=9999-12-31&sort=unit"):
        assert "Nguyễn Văn An" in client.get(f"/roster/?{query}").content.decode()
        assert [row[1] for row in take_out(client, query=query)[3:]] == ["Nguyễn Văn An"]
    last = f"{today() + dt.timedelta(days=731):%d/%m/%Y}"
    assert last in client.get("/roster/?as_of=9999-12-31").content.decode()
    assert last in str(take_out(client, query="as_of=9999-12-31")[:2])


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@x", "\tx", "|calc", "%x"])
def test_leads_of_formulas_are_disarmed(text):
    """Every sign a spreadsheet takes for a formula."""
    assert disarmed(text) == f"'{text}"
    assert disarmed("Nguyễn") == "Nguyễn"
    assert disarmed(None) == ""
    assert BEGUN.year == 2023
