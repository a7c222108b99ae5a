"""Addresses of training."""

from django.urls import path

from aoxanh.training import own_views, register_views, views

app_name = "training"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("own/", own_views.own, name="own"),
    path("own/score/", own_views.own_score, name="own_score"),
    path("<int:unit_id>/", views.unit_page, name="unit"),
    path("<int:unit_id>/register/", register_views.register, name="register"),
    path("<int:unit_id>/approve/", register_views.approve, name="approve"),
]
