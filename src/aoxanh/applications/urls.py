"""Addresses of applications: the branch's below /applications/, the applicant's below /apply/."""

from django.urls import path

from aoxanh.applications import apply_views, views

app_name = "applications"

urlpatterns = [
    path("applications/", views.mine, name="mine"),
    path("applications/unit/<int:unit_id>/", views.unit_page, name="unit"),
    path("applications/unit/<int:unit_id>/open/", views.open_link, name="open_link"),
    path("applications/unit/<int:unit_id>/close/", views.close_link, name="close_link"),
    path("applications/unit/<int:unit_id>/poster/", views.poster, name="poster"),
    path("applications/<uuid:uid>/", views.application, name="application"),
    path("applications/<uuid:uid>/take/", views.take, name="take"),
    path("applications/<uuid:uid>/<slug:act>/", views.act, name="act"),
    path("apply/", apply_views.follow, name="follow"),
    path("apply/receipt/<slug:receipt>/", apply_views.followed, name="followed"),
    path("apply/<slug:code>/", apply_views.apply, name="apply"),
]
