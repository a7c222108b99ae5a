"""Each tag draws what it promises."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from aoxanh.ui import charts, formats
from aoxanh.ui.samples import SampleForm
from aoxanh.ui.templatetags.ui import initials


def draw(text, **context):
    with translation.override("vi"):
        return Template(text).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in draw('{% icon "users" %}')
    assert "sprite.svg#users" in draw('{% icon "users" %}')
    assert 'role="img" aria-label="Đoàn viên"' in draw('{% icon "users" label="Đoàn viên" %}')


def test_a_badge_escapes_its_text():
    assert "&lt;b&gt;" in draw('{% badge word tone="good" icon="check" %}', word="<b>")
    assert "pill-good" in draw('{% badge "Đạt" tone="good" %}')


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1284, "1.284"),
        (1234.5, "1.234,5"),
        (Decimal("0.10"), "0,10"),
        (None, "—"),
        ("", "—"),
        (-1000, "-1.000"),
        (10**6, "1.000.000"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, shown):
    assert draw("{{ v|vn_number }}", v=value) == shown


def test_percentages_have_two_places():
    assert draw("{{ v|vn_percent }}", v=Decimal("112.4")) == "112,40\u00a0%"
    assert draw("{{ v|vn_percent }}", v=None) == "—"


class Partial:
    """A day of which only the year is known."""

    def format(self):
        return "2009"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(dt.date(2023, 6, 25), "25/06/2023"), (None, "—"), (Partial(), "2009"), ("06/2009", "06/2009")],
)
def test_days_are_written_the_vietnamese_way(value, shown):
    assert draw("{{ v|vn_date }}", v=value) == shown


def test_instants_are_shown_in_vietnam_time():
    late = dt.datetime(2023, 6, 25, 18, 30, tzinfo=dt.UTC)
    with timezone.override("Asia/Ho_Chi_Minh"):
        assert draw("{{ v|vn_datetime }}", v=late) == "01:30 26/06/2023"
        assert draw("{{ v|vn_date }}", v=late) == "26/06/2023"
    assert formats.instant(None) == "—"


@pytest.mark.parametrize(
    ("name", "letters"), [("Hoàng Phủ Ngọc Tường Vân", "HV"), ("Y Ksor", "YK"), ("Đặng", "Đ"), ("", "?")]
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_refused_form_keeps_its_command_key_and_a_new_one_gets_a_fresh_key():
    factory = RequestFactory()
    fresh = {draw("{% command_key %}", request=factory.get("/")) for _ in range(3)}
    assert len(fresh) == 3
    again = draw("{% command_key %}", request=factory.post("/", {"command_key": "k-1"}))
    assert 'value="k-1"' in again
    assert draw("{% command_key %}")


def test_a_field_ties_label_help_and_error_to_its_control():
    form = SampleForm({"name": "", "born_on": "31/02/2009"})
    drawn = draw("{% field form.name %}", form=form)
    assert '<label class="form-label" for="id_name">' in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn).group(1).split()
    assert described == ["id_name_help", "id_name_error"]
    assert all(f'id="{name}"' in drawn for name in described)
    assert 'aria-invalid="true"' in drawn
    assert "is-invalid" in drawn


def test_optional_is_said_and_required_is_marked():
    assert "không bắt buộc" in draw("{% field form.reason %}", form=SampleForm())
    assert "required-mark" in draw("{% field form.name %}", form=SampleForm())


def test_radio_choices_are_a_group_with_a_legend_and_keep_what_was_chosen():
    drawn = draw("{% field form.sex %}", form=SampleForm({"sex": "f"}))
    assert "<legend" in drawn
    assert re.search(r'value="f"[^>]* checked', drawn)
    assert not re.search(r'value="m"[^>]* checked', drawn)


def test_a_date_keeps_the_day_as_typed():
    assert 'value="31/02/2009"' in draw(
        "{% field form.born_on %}", form=SampleForm({"born_on": "31/02/2009"})
    )


def test_form_fields_draws_hidden_ones_too():
    class WithHidden(forms.Form):
        case = forms.IntegerField(widget=forms.HiddenInput, initial=7)
        name = forms.CharField()

    drawn = draw("{% form_fields form %}", form=WithHidden())
    assert 'type="hidden" name="case" value="7"' in drawn
    assert 'name="name"' in drawn


def test_the_error_summary_links_each_error_to_its_field():
    form = SampleForm({})
    form.add_error(None, "Chưa đủ 16 tuổi")
    drawn = draw("{% form_errors form %}", form=form)
    assert 'href="#id_name"' in drawn
    assert "Chưa đủ 16 tuổi" in drawn
    assert draw("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_chips():
    assert 'href="/p/"' in draw('{% person_chip "Y Ksor" url="/p/" meta="Bí thư" %}')
    ended = draw('{% unit_chip "Muối Hộ Độ" ended=True %}')
    assert "Không còn hoạt động" in ended
    assert "<a" not in ended


def test_query_with_changes_one_filter_and_drops_another():
    request = RequestFactory().get("/", {"q": "dũng", "after": "5"})
    assert (
        draw("{% query_with request after=None sort='name' %}", request=request)
        == "?q=d%C5%A9ng&amp;sort=name"
    )


def test_a_sorted_column_says_so_and_turns_round():
    request = RequestFactory().get("/", {"sort": "name"})
    drawn = draw('{% sort_link request "name" "Tên" %}', request=request)
    assert 'aria-sort="ascending"' in drawn
    assert "sort=-name" in drawn


def test_bars_give_the_longest_the_whole_width_and_mark_what_is_over():
    rows = charts.bars([{"label": "a", "value": 120, "over": 20}, {"label": "b", "value": 60}])
    assert (rows[0]["width"], rows[0]["beyond"]) == ("83.33%", "16.67%")
    assert rows[1]["width"] == "50.00%"
    assert charts.bars([]) == []
    assert charts.bars([{"label": "a", "value": 0}])[0]["width"] == "0.00%"


def test_a_sparkline_says_its_numbers():
    assert "1.200, 1.284" in draw("{% sparkline values label='Đoàn viên' %}", values=[1200, 1284])
    assert draw("{% sparkline values label='x' %}", values=[]).strip() == ""
    assert "nan" not in draw("{% sparkline values %}", values=[3])


def test_timeline_stepper_tabs_crumbs_pager_progress_skeleton_empty():
    assert 'aria-current="step"' in draw("{% timeline items %}", items=[{"title": "Chuẩn y", "state": "now"}])
    assert draw("{% stepper steps 2 %}", steps=["a", "b", "c"]).count('class="done"') == 1
    assert 'aria-current="page"' in draw(
        "{% tabs items %}", items=[{"label": "a", "url": "/", "current": True, "count": 1200}]
    )
    assert 'href="/x/"' in draw("{% crumbs items %}", items=[{"label": "a", "url": "/x/"}, {"label": "b"}])
    foot = draw(
        "{% pager page %}", page={"next_url": "?after=9", "previous_url": "", "shown": 50, "total": 1284}
    )
    assert "Đang xem 50 trên tổng số 1.284" in foot
    assert 'rel="prev"' not in foot
    assert "50\u00a0%" in draw("{% progress 5 10 'Nhập' %}")
    assert draw("{% skeleton 4 %}").count("<i>") == 4
    assert "Mở đợt" in draw("{% empty_state 'users' 'Chưa có' 'Chữ' action_url='/' action_label='Mở đợt' %}")


def test_the_as_of_control_stays_away_until_a_view_gives_a_day():
    request = RequestFactory().get("/", {"q": "a", "as_of": "2025-07-01"})
    assert "<details" not in draw("{% as_of_control %}", request=request)
    drawn = draw("{% as_of_control %}", request=request, as_of=dt.date(2025, 7, 1))
    assert "01/07/2025" in drawn
    assert 'value="2025-07-01"' in drawn
    assert '<input type="hidden" name="q" value="a">' in drawn
    assert "Hôm nay" in draw("{% as_of_control %}", request=request, as_of=None)
