"""Period reports close on every line and level, whatever moves; issued ones never change (proof L3, L4, L7, L12)."""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import io
import json
import re
from random import Random
from urllib.parse import parse_qs

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.membership import roster
from aoxanh.membership.counts import fold_counts, members_of
from aoxanh.membership.registers import REGISTERS, narrowed, walk
from aoxanh.membership.roster import Selection
from aoxanh.org.models import Unit, today
from aoxanh.people.models import Affiliation
from aoxanh.statistics.breakdown import breakdowns
from aoxanh.statistics.models import IssuedReport
from aoxanh.statistics.movements import DoesNotClose, Line, check, units_moved
from aoxanh.statistics.operations import issue_report
from aoxanh.statistics.periods import Period, back, quick_periods
from aoxanh.statistics.queries import differences, late_lines, standing
from aoxanh.statistics.views import names_behind
from tests.people.conftest import MACHINE, acting
from tests.reorganisation.conftest import DAY
from tests.statistics.conftest import FIRST, LAST

D = dt.date


def lines(report) -> dict[str, tuple[int, int]]:
    return {line.name: (line.opening, line.closing) for line in report.lines}


def test_a_line_tells_every_way_in_and_out_and_closes(place):
    """L3: members at the start + in − out = members at the end."""
    place.member("Nguyễn Văn Cũ")
    place.line(place.member("Nguyễn Văn Lớn"), "matured", D(2026, 3, 26))
    place.line(place.member("Nguyễn Văn Đi"), "transferred", D(2026, 4, 1), place.far_branch)
    place.member("Nguyễn Văn Mới", since=D(2026, 2, 1))
    told = place.report()
    total = told.total
    assert (total.opening, total.closing) == (3, 2)
    assert {k: n for k, n in total.moved.items() if n} == {
        "enrolled": 1,
        "matured": -1,
        "transferred_out": -1,
    }
    assert lines(told) == {"Chi đoàn thôn Xuân Hải": (3, 2)}


def test_a_move_from_branch_to_branch_cancels_in_the_sum_and_shows_on_both_lines_l4(place):
    place.line(place.member(), "transferred", D(2026, 4, 1), place.other_branch)
    told = place.report()
    by_name = {line.name: dict(line.moved) for line in told.lines}
    assert by_name["Chi đoàn thôn Xuân Hải"]["transferred_out"] == -1
    assert by_name["Chi đoàn thôn Yên Định"]["transferred_in"] == 1
    assert not any(told.total.moved.values())
    up = place.report(place.province)
    assert (up.total.opening, up.total.closing, sum(map(abs, up.total.moved.values()))) == (1, 1, 0)
    assert not any(up.lines[0].moved.values()), "the commune's line says what the commune's own sum says"


def test_branches_that_go_to_another_commune_take_their_members_from_line_to_line(place):
    """L5 in the report: the branch leaves one line and enters another with its heads, on its day."""
    place.member()
    place.done({"do": "move", "unit": "B1", "under": "C2"})
    here, there, above = place.report(), place.report(place.sibling), place.report(place.province)
    assert (here.total.opening, here.total.went, here.total.closing) == (1, 1, 0)
    assert (there.total.opening, there.total.came, there.total.closing) == (0, 1, 1)
    assert (above.total.opening, above.total.came, above.total.went, above.total.closing) == (1, 0, 0, 1)
    assert {line.name: (line.came, line.went) for line in above.lines} == {
        "Đoàn xã Lộc Hà": (0, 1),
        "Đoàn xã Hồng Lộc": (1, 0),
    }


def test_merged_branches_show_the_reorganisation_on_both_lines_and_nothing_in_the_sum(place):
    place.member()
    place.member("Lê Văn Hai")
    place.done({"do": "merge", "units": ["B1"], "into": "B2"})
    told = place.report()
    assert (told.total.opening, told.total.closing, sum(map(abs, told.total.moved.values()))) == (2, 2, 0)
    ended = next(line for line in told.lines if line.name == "Chi đoàn thôn Xuân Hải")
    assert (ended.ended, ended.moved["reorganised_out"], ended.closing) == (True, -2, 0)


def test_communes_that_became_one_still_add_up_for_the_province(place):
    place.member()
    place.member("Lê Văn Hai", unit=place.far_branch)
    new = {"code": "C9", "name": "Đoàn xã Mới", "kind": "commune", "under": "42"}
    place.done({"do": "consolidate", "units": ["C1", "C2"], **new})
    told = place.report(place.province)
    assert (told.total.opening, told.total.closing, told.total.came) == (2, 2, 0)
    assert {line.name: (line.opening, line.came, line.went, line.closing) for line in told.lines} == {
        "Đoàn xã Lộc Hà": (1, 0, 1, 0), "Đoàn xã Hồng Lộc": (1, 0, 1, 0), "Đoàn xã Mới": (0, 2, 0, 2),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_reports_close_over_random_books_and_plans_on_every_level(place, seed):
    """L3, L4, L7: any books, transfers, ends and plans; every level, rolled up or not; the end is the count by name."""
    rng = Random(seed)
    branches = [place.branch, place.other_branch, place.far_branch]
    people = [
        place.member(f"Nguyễn Văn {n}", unit=rng.choice(branches), since=day(rng, 2025)) for n in range(8)
    ]
    for person in people:
        for _ in range(rng.randrange(3)):
            kind = rng.choice(["transferred", "transferred", "matured", "removed", "admitted"])
            with contextlib.suppress(Objection):
                there = rng.choice(branches) if kind in {"transferred", "admitted"} else None
                place.line(person, kind, day(rng, 2026), there)
    if seed % 3:
        fold_counts()
    plans = [
        {"do": "merge", "units": ["B1"], "into": "B2"}, {"do": "move", "unit": "B3", "under": "C1"},
        {"do": "consolidate", "units": ["C1", "C2"], "code": "C9", "name": "Đoàn xã Mới", "kind": "commune", "under": "42"},
    ]  # fmt: skip
    with contextlib.suppress(Objection):
        place.done(plans[seed % 3])
    for first, last in ((FIRST, LAST), (D(2026, 6, 30), DAY), (DAY, DAY), (D(2025, 1, 1), D(2026, 11, 1))):
        for unit in (place.province, place.commune, place.sibling, *branches):
            version = unit.standing(last)
            if version is None:
                continue
            told = place.report(unit, first, last)
            by_name = Affiliation.objects.on_lists([version.path], last).filter(role="member").count()
            assert told.total.closing == by_name == members_of([version.path], last)
            before = unit.standing(first - dt.timedelta(days=1))
            for line in told.lines:
                child = Unit.objects.get(pk=line.unit_id).standing(last)
                if (
                    child
                    and line.unit_id != unit.pk
                    and child.parent_id == unit.pk
                    and not (line.came or line.went)
                ):
                    own = place.report(Unit.objects.get(pk=line.unit_id), first, last).total
                    assert ({k: n for k, n in own.moved.items() if n}, own.closing) == ({k: n for k, n in line.moved.items() if n}, line.closing)  # fmt: skip
            for line in (*told.lines, told.total) if last in {LAST, DAY} and first != last else ():
                every_figure_has_its_names(told, line)
            if before:
                assert told.total.opening == members_of([before.path], first - dt.timedelta(days=1))


def every_figure_has_its_names(told, line):
    """Assert that behind each figure of a line stand exactly so many names."""
    figures = {
        "opening": line.opening,
        "closing": line.closing,
        "came": line.came,
        "went": line.went,
        **line.moved,
    }
    for code, n in figures.items():
        url = names_behind(told, line, code) if n else ""
        if url:
            assert len(named(url)) == abs(n), (code, n, url)
        else:
            assert not n or (line.ended and code == "closing"), code


def named(url):
    """Return the people an address of the report lists."""
    address, _mark, query = url.partition("?")
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    known_on = dt.date.fromisoformat(asked["known_on"]) if "known_on" in asked else None
    if address.startswith("/roster/"):
        return members(int(asked["unit"]), dt.date.fromisoformat(asked["as_of"]), known_on)
    period = Period(dt.date.fromisoformat(asked["first"]), dt.date.fromisoformat(asked["last"]))
    unit = Unit.objects.get(pk=address.split("/")[2])
    version = unit.standing(period.last) or unit.last_standing()
    if address.startswith("/registers/"):
        register = narrowed(REGISTERS["branch"], asked["kind"])
        return [
            e.line.person_id
            for e in walk(
                register,
                version,
                period.first,
                period.last,
                known_on=known_on,
                way=asked["way"],
                line=int(asked.get("line") or 0) or None,
            )
        ]
    moved = units_moved(version, period, known_on, int(asked["line"]) if "line" in asked else None)
    found = []
    for one in moved:
        if (one.heads > 0) is ("/came/" in address):
            eve = members(one.unit_id, one.on - dt.timedelta(days=1), known_on)
            assert len(eve) == abs(one.heads)
            found += eve
    return found


def members(unit_id, on, known_on):
    """Return the members of a unit on a day."""
    version = Unit.objects.get(pk=unit_id).standing(on)
    return [row.person.pk for row in roster.walk(Selection([version.path], on, known_on))] if version else []


def day(rng, year):
    return D(year, 1, 1) + dt.timedelta(days=rng.randrange(300))


def test_a_report_that_does_not_close_is_never_given():
    with pytest.raises(DoesNotClose):
        Line(1, opening=1, closing=3).check()
    with pytest.raises(DoesNotClose):
        check([Line(1, opening=1, closing=1)], Line(None))


def test_a_late_line_leaves_the_report_of_that_day_s_knowledge_as_it_was_l12(place):
    place.member(since=D(2026, 2, 1))
    before = place.report().figures()
    known = today() - dt.timedelta(days=1)
    assert place.report(known_on=known).total.closing == 0, "yesterday nobody knew of it"
    assert place.report(known_on=today()).figures() == before


def test_an_issued_report_never_changes_and_lists_what_came_later_l12(place):
    place.member(since=D(2026, 2, 1))
    issued = issue_report(place.commune, actor=acting(place.officer), first=FIRST, last=LAST)
    assert (issued.number, differences(issued), list(late_lines(issued))) == (1, [], [])
    late = place.member("Lê Văn Muộn", since=D(2026, 3, 1))
    changed = {(row["name"], row["what"]): (row["then"], row["now"]) for row in differences(issued)}
    assert changed["Chi đoàn thôn Xuân Hải", "closing"] == (1, 2)
    assert [entry.person_id for entry in late_lines(issued)] == [late.pk]
    assert IssuedReport.objects.get(pk=issued.pk).said["total"]["closing"] == 1
    for act in (
        lambda: IssuedReport.objects.filter(pk=issued.pk).update(figures="{}"),
        lambda: IssuedReport.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert issue_report(place.commune, actor=acting(place.officer), first=FIRST, last=LAST).number == 2


def test_only_officers_of_the_unit_issue_and_never_a_period_that_is_not_over(place):
    for user in (place.stranger, place.committee):
        with pytest.raises(PermissionDenied):
            issue_report(place.commune, actor=acting(user), first=FIRST, last=LAST)
    for first, last in ((LAST, FIRST), (FIRST, today() + dt.timedelta(days=1)), (D(1990, 1, 1), LAST)):
        with pytest.raises(Objection):
            issue_report(place.commune, actor=acting(place.officer), first=first, last=last)
    assert not IssuedReport.objects.exists()


def test_the_page_shows_who_they_are_and_leads_to_their_names(place, client):
    place.member(birth="2009-05-05")
    client.force_login(place.officer)
    page = client.get(
        reverse("statistics:report", args=[place.commune.pk]),
        {"first": "01/01/2026", "last": "30/09/2026", "tab": "people"},
    )
    text = page.content.decode()
    assert "16-17" in text
    assert "age=16-17" in text
    file = client.get(
        reverse("statistics:file", args=[place.commune.pk]),
        {"first": "01/01/2026", "last": "30/09/2026", "kind": "csv"},
    )
    assert "Chi đoàn thôn Xuân Hải" in b"".join(file.streaming_content).decode("utf-8-sig")
    client.force_login(place.stranger)
    assert client.get(reverse("statistics:report", args=[place.commune.pk])).status_code == 404
    client.force_login(place.officer)
    wrong = client.get(
        reverse("statistics:report", args=[place.commune.pk]), {"first": "30/09/2026", "last": "01/01/2026"}
    )
    assert wrong.status_code == 422


def test_every_figure_leads_to_the_names_behind_it(place, client):
    """L3 with names: the roster of the eve and of the end, and the lines of each kind between."""
    place.member("Nguyễn Văn Cũ")
    place.line(place.member("Nguyễn Văn Lớn"), "matured", D(2026, 3, 26))
    client.force_login(place.officer)
    period = {"first": "01/01/2026", "last": "30/09/2026"}
    text = client.get(reverse("statistics:report", args=[place.commune.pk]), period).content.decode()
    links = {html.unescape(link) for link in re.findall(r'href="(/(?:roster|registers)/[^"]+)"', text)}
    branch = place.branch.pk
    opening = f"/roster/?unit={branch}&as_of=2025-12-31"
    matured = f"/registers/{place.commune.pk}/branch/?first=2026-01-01&last=2026-09-30&kind=matured&way=out&line={branch}"
    assert {opening, matured} <= links
    assert "Nguyễn Văn Lớn" in client.get(opening).content.decode()
    named = client.get(matured).content.decode()
    assert "Nguyễn Văn Lớn" in named
    assert "Nguyễn Văn Cũ" not in named


def test_the_report_is_a_paper_too_and_says_the_same(place, client, tmp_path):
    """HD 20 §3.3a: who issues, from whom, the sums; the same rights as the workbook's."""
    place.member("Nguyễn Văn Cũ")
    place.line(place.member("Nguyễn Văn Lớn"), "matured", D(2026, 3, 26))
    address = reverse("statistics:file", args=[place.commune.pk])
    period = {"first": "01/01/2026", "last": "30/09/2026"}
    client.force_login(place.officer)
    made = client.get(address, {**period, "kind": "pdf"})
    assert made.content.startswith(b"%PDF")
    assert made["Cache-Control"] == "no-store"
    word = docx.Document(io.BytesIO(client.get(address, {**period, "kind": "docx"}).content))
    text = "\n".join(p.text for p in word.paragraphs) + "".join(
        cell.text for table in word.tables for row in table.rows for cell in row.cells
    )
    for words in (
        "BÁO CÁO",
        "Số đoàn viên đầu kỳ: 2",
        "Số đoàn viên cuối kỳ: 1",
        "Chi đoàn thôn Xuân Hải",
        "TM. BAN CHẤP HÀNH",
    ):
        assert words in text, words
    client.force_login(place.stranger)
    assert client.get(address, {**period, "kind": "pdf"}).status_code == 404
    file = tmp_path / "report.pdf"
    call_command("statistics", unit="C1", first=FIRST, last=LAST, paper=str(file))
    assert file.read_bytes().startswith(b"%PDF")


def test_an_issued_report_is_printed_as_it_was_issued(place, client):
    """L12: what it said, whatever is known since."""
    place.member("Nguyễn Văn Cũ")
    issued = issue_report(place.commune, actor=MACHINE, first=FIRST, last=D(2026, 3, 31))
    client.force_login(place.officer)
    address = reverse("statistics:issued_file", args=[issued.pk, "pdf"])
    before = client.get(address).content
    place.line(place.member("Nguyễn Văn Muộn", since=D(2026, 2, 1)), "matured", D(2026, 3, 26))
    assert client.get(address).content == before
    assert client.get(reverse("statistics:issued_file", args=[issued.pk, "odt"])).status_code == 404


def test_the_command_prints_the_same_figures(place):
    place.member()
    out = io.StringIO()
    call_command("statistics", unit="C1", first=FIRST, last=LAST, json=True, stdout=out)
    assert json.loads(out.getvalue()) == json.loads(json.dumps(place.report().figures()))


def test_sizes_by_month_and_below_are_read_from_rollups(place):
    place.member(since=back(today().replace(day=1), 8))
    place.member("Lê Văn Hai", unit=place.other_branch)
    fold_counts()
    place.member("Lê Văn Ba", since=back(today().replace(day=1), 1))
    told = standing(place.commune.standing(today()), today())
    assert told.months[-1] == (today(), 3)
    assert dict(told.months)[back(today().replace(day=1), 8) - dt.timedelta(days=1)] == 1
    assert (len(told.months), told.waiting) == (12, 1)
    assert {pk: n["members"] for pk, n in told.below.items()} == {
        place.branch.pk: 2,
        place.other_branch.pk: 1,
    }


def test_quick_periods_are_whole_quarters_halves_and_years():
    found = dict(quick_periods(D(2026, 5, 17)))
    assert found["q-last"] == Period(D(2026, 1, 1), D(2026, 3, 31))
    assert found["h-last"] == Period(D(2025, 7, 1), D(2025, 12, 31))
    assert found["y-now"] == Period(D(2026, 1, 1), D(2026, 5, 17))


def test_heads_that_came_and_went_with_units_lead_to_their_names(place, client):
    """L5 with names: which units moved on which day, each with who was in it."""
    place.member("Nguyễn Văn Theo")
    place.done({"do": "move", "unit": "B1", "under": "C2"})
    client.force_login(place.user("top", place.province, "secretary"))
    period = {"first": "01/01/2026", "last": "30/09/2026"}
    text = client.get(reverse("statistics:report", args=[place.province.pk]), period).content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="(/statistics/[^"]+moved[^"]+)"', text)]
    assert len(links) == 2
    for link in links:
        page = client.get(link).content.decode()
        assert "Chi đoàn thôn Xuân Hải" in page
        (roster_link,) = [html.unescape(one) for one in re.findall(r'href="(/roster/[^"]+as_of[^"]+)"', page)]
        assert "Nguyễn Văn Theo" in client.get(roster_link).content.decode()
    client.force_login(place.stranger)
    assert client.get(links[0]).status_code == 404
    assert client.get(reverse("statistics:moved", args=[place.sibling.pk, "nowhere"])).status_code == 404


def test_every_row_of_a_breakdown_leads_to_its_names(place, client):
    """Ages, education, sector, ethnicity by right, branches by size: each row is the length of the list it leads to."""
    for n, birth in enumerate(("2009-05-05", "1999-01-01", "1993-01-01", "1985-01-01", "")):
        place.member(f"Nguyễn Văn A{'bcdef'[n]}", birth=birth)
    client.force_login(place.officer)
    page = client.get(reverse("statistics:report", args=[place.commune.pk]), {"tab": "people"})
    for table in page.context["tables"]:
        for row in table["rows"]:
            assert row["url"], (table["title"], row["label"])
            answer = client.get(row["url"])
            listed = answer.context["total"] if "total" in answer.context else len(answer.context["rows"])
            assert listed == row["value"], (table["title"], row["label"])
    for row in page.context["pyramid"]:
        for side in ("left", "right"):
            assert client.get(row[f"{side}_url"]).context["total"] == row[side]


@pytest.fixture
def merged(place):
    """C1 and C2 became C9 on DAY; who answers for the province."""
    place.member()
    new = {"code": "C9", "name": "Đoàn xã Mới", "kind": "commune", "under": "42"}
    place.done({"do": "consolidate", "units": ["C1", "C2"], **new})
    place.above = place.user("above", place.province, "secretary")
    return place


def test_a_period_before_the_unit_began_says_since_when_it_stands_and_where_to_look_r_org_09(merged, client):
    client.force_login(merged.above)
    new = Unit.objects.get(versions__code="C9")
    answer = client.get(
        reverse("statistics:report", args=[new.pk]), {"first": "2026-01-01", "last": "2026-06-30"}
    )
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“Đoàn xã Mới” có từ ngày 01/07/2026" in text
    assert "Số liệu trước đó xem ở báo cáo của: Đoàn xã Hồng Lộc, Đoàn xã Lộc Hà." in text


def test_a_period_after_the_unit_ended_says_so_and_is_not_offered_to_be_issued(merged, client):
    client.force_login(merged.above)
    answer = client.get(
        reverse("statistics:report", args=[merged.commune.pk]), {"first": "2026-08-01", "last": "2026-09-30"}
    )
    text = html.unescape(answer.content.decode())
    assert "“Đoàn xã Lộc Hà” đã kết thúc ngày 01/07/2026" in text
    assert "Xem báo cáo của: Đoàn xã Mới." in text
    assert reverse("statistics:issue", args=[merged.commune.pk]) not in text


def test_a_figure_of_a_day_the_unit_stood_elsewhere_leads_to_no_list_the_reader_may_not_read(place, client):
    """The branch came from another commune: its opening is told, its names of that day are the other one's."""
    place.member(unit=place.far_branch)
    place.done({"do": "move", "unit": "B3", "under": "C1"})
    opening = (
        f"{reverse('membership:roster')}?unit={place.far_branch.pk}&as_of={FIRST - dt.timedelta(days=1)}"
    )
    found = {}
    for user in (place.officer, place.user("above", place.province, "secretary")):
        client.force_login(user)
        told = client.get(
            reverse("statistics:report", args=[place.far_branch.pk]),
            {"first": str(FIRST), "last": str(LAST)},
        )
        text = html.unescape(told.content.decode())
        found[user.username] = (opening in text, client.get(opening).status_code)
    assert found == {"officer": (False, 404), "above": (True, 200)}


def test_what_a_later_plan_ended_is_told_as_a_difference_of_the_issued_report_l12(place):
    place.member()
    issued = issue_report(place.province, actor=MACHINE, first=FIRST, last=LAST)
    mine = issue_report(place.commune, actor=MACHINE, first=FIRST, last=LAST)
    new = {"code": "C9", "name": "Đoàn xã Mới", "kind": "commune", "under": "42"}
    place.done({"do": "consolidate", "units": ["C1", "C2"], **new})
    assert {(row["name"], row["what"], row["then"], row["now"]) for row in differences(issued)} == {
        ("Đoàn xã Lộc Hà", "went", 0, 1), ("Đoàn xã Lộc Hà", "closing", 1, 0),
        ("Đoàn xã Mới", "came", 0, 1), ("Đoàn xã Mới", "closing", 0, 1),
    }  # fmt: skip
    assert {("went", 0, 1), ("closing", 1, 0)} <= {
        (r["what"], r["then"], r["now"]) for r in differences(mine)
    }


def test_who_was_under_sixteen_on_the_day_is_not_told_as_not_known(place, client):
    """Each row of ages is the number of names behind it, on a past day too."""
    for birth in ("2010-06-01", "2003-01-01", ""):
        place.member(birth=birth, since=D(2026, 1, 5))
    client.force_login(place.officer)
    for last, expected in (("2026-05-31", {"under 16": 1, "18-22": 0}), ("2026-06-30", {"under 16": 0})):
        version = place.commune.standing(D.fromisoformat(last))
        day = D.fromisoformat(last)
        sizes = place.report(place.commune, FIRST, day).sizes
        rows = {asked: n for _label, n, asked in breakdowns(version.path, day, known_on=None, sensitive=False, sizes=sizes)[0].rows}  # fmt: skip
        assert rows.get("age=child", 0) == expected["under 16"]
        assert rows["missing=birth"] == 1
        for asked, n in rows.items():
            name, value = asked.split("=")
            chosen = Selection([version.path], day, None, {name: value})
            assert n == roster.people(chosen).count(), asked
