"""Addresses of committees and elections."""

from django.urls import path

from aoxanh.elections import committee_views, sheet_views

app_name = "elections"

urlpatterns = [
    path("", committee_views.mine, name="mine"),
    path("<int:unit_id>/", committee_views.unit_page, name="unit"),
    path("<int:unit_id>/prepare/", sheet_views.prepare, name="prepare"),
    path("<int:unit_id>/interim/", committee_views.interim, name="interim"),
    path("<int:unit_id>/designate/", committee_views.designate, name="designate"),
    path("<uuid:uid>/term/", committee_views.term, name="term"),
    path("seats/<int:pk>/end/", committee_views.end_seat, name="end_seat"),
    path("elections/<uuid:uid>/", sheet_views.election_page, name="election"),
    path("elections/<uuid:uid>/minutes.pdf", sheet_views.minutes_file, name="minutes"),
    path("elections/<uuid:uid>/do/<slug:act>/", sheet_views.act, name="act"),
    path("elections/<uuid:uid>/<slug:office>/list/", sheet_views.candidates, name="candidates"),
    path("elections/<uuid:uid>/<slug:office>/sheet/", sheet_views.sheet, name="sheet"),
    path("elections/<uuid:uid>/<slug:office>/reckon/", sheet_views.reckon, name="reckon"),
]
