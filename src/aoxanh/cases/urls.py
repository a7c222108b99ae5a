"""Addresses of cases and dockets."""

from django.urls import path

from aoxanh.cases import (
    attachment_views,
    case_views,
    deadline_views,
    docket_views,
    file_views,
    opening_views,
    reward_views,
    sheet_views,
)

app_name = "cases"

urlpatterns = [
    path("", case_views.case_list, name="list"),
    path("new/", opening_views.start, name="start"),
    path("new/<int:unit_id>/", opening_views.procedures, name="procedures"),
    path("new/<int:unit_id>/<slug:procedure>/", opening_views.choose, name="choose"),
    path("new/<int:unit_id>/<slug:procedure>/begin/", opening_views.begin, name="begin"),
    path("new/<int:unit_id>/<slug:procedure>/workbook/", sheet_views.bring, name="bring"),
    path("new/<int:unit_id>/<slug:procedure>/template/", sheet_views.blank, name="template"),
    path("cards/<int:unit_id>/", opening_views.card_ranges, name="card_ranges"),
    path("ask/<slug:procedure>/", opening_views.ask, name="ask"),
    path("deadlines/", deadline_views.deadlines, name="deadlines"),
    path("transit/", deadline_views.transit, name="transit"),
    path("rewards/<int:unit_id>/", reward_views.register, name="rewards"),
    path("rewards/<int:unit_id>/<slug:kind>/", reward_views.register_file, name="rewards_file"),
    path("gather/", case_views.gather, name="gather"),
    path("dockets/", docket_views.dockets, name="dockets"),
    path("dockets/<uuid:uid>/", docket_views.docket_page, name="docket"),
    path("dockets/<uuid:uid>/workbook/", sheet_views.take_out, name="docket_workbook"),
    path("dockets/<uuid:uid>/bring/", sheet_views.bring_back, name="docket_bring"),
    path("<uuid:uid>/", case_views.case_page, name="case"),
    path("<uuid:uid>/files/", attachment_views.attach, name="attach"),
    path("<uuid:uid>/files/<uuid:file>/", attachment_views.take_out, name="file"),
    path("<uuid:uid>/files/<uuid:file>/take-back/", attachment_views.take_back, name="detach"),
    path("<uuid:uid>/preview/", file_views.preview, name="preview"),
    path("<uuid:uid>/print/<slug:form>/<slug:kind>/", file_views.print_form, name="print"),
    path("<uuid:uid>/<slug:act>/", case_views.move, name="move"),
]
