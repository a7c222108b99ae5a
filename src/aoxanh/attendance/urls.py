"""Addresses of attendance."""

from django.urls import path

from aoxanh.attendance import file_views, own_views, views

app_name = "attendance"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("own/", own_views.own, name="own"),
    path("<int:unit_id>/", views.unit_page, name="unit"),
    path("<int:unit_id>/record/", views.record, name="record"),
    path("<int:unit_id>/file/<slug:kind>/", file_views.year_file, name="year_file"),
    path("gatherings/<uuid:uid>/", views.gathering_page, name="gathering"),
    path("gatherings/<uuid:uid>/correct/", views.correct, name="correct"),
    path("gatherings/<uuid:uid>/take-back/", views.take_back, name="take_back"),
    path("gatherings/<uuid:uid>/file/<slug:kind>/", file_views.gathering_file, name="gathering_file"),
]
