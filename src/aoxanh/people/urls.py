"""Addresses of people."""

from django.urls import path

from aoxanh.people import (
    account_views,
    appointment_views,
    duplicate_views,
    entry_views,
    family_views,
    list_views,
    recovery_views,
    views,
)

app_name = "people"
urlpatterns = [
    path("", list_views.people_list, name="list"),
    path("me/", views.own_record, name="me"),
    path("scan/", entry_views.scan, name="scan"),
    path("duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("merges/<int:pk>/undo/", duplicate_views.unmerge, name="unmerge"),
    path("of-account/<int:user_id>/", views.of_account, name="of_account"),
    path("new/<int:unit_id>/", entry_views.new_person, name="new"),
    path("appoint/<int:unit_id>/", appointment_views.choose, name="choose"),
    path("appoint/<int:unit_id>/<uuid:uid>/", appointment_views.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", appointment_views.end, name="end_appointment"),
    path("communes/", family_views.communes, name="communes"),
    path("guardians/<int:pk>/end/", family_views.end_guardian, name="end_guardian"),
    path("<uuid:uid>/address/", family_views.address, name="address"),
    path("<uuid:uid>/guardian/", family_views.guardian, name="guardian"),
    path("<uuid:uid>/", views.person_page, name="person"),
    path("<uuid:uid>/edit/", entry_views.edit_person, name="edit"),
    path("<uuid:uid>/reveal/", views.reveal, name="reveal"),
    path("<uuid:uid>/photo/", views.photo, name="photo"),
    path("<uuid:uid>/photo/new/", views.photo_upload, name="photo_upload"),
    path("<uuid:uid>/account/", account_views.hand_out, name="account"),
    path("<uuid:uid>/second-factor/", recovery_views.recovery, name="recovery"),
    path("<uuid:uid>/download/", views.download, name="download"),
    path("<uuid:uid>/consents/<slug:purpose>/", views.consent, name="consent"),
    path("<uuid:uid>/compare/<uuid:other_uid>/", duplicate_views.compare, name="compare"),
    path("<uuid:uid>/apart/<uuid:other_uid>/", duplicate_views.apart, name="apart"),
]
