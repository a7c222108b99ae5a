"""Addresses of plans."""

from django.urls import path

from aoxanh.reorganisation import views

app_name = "reorganisation"

urlpatterns = [
    path("", views.plans, name="plans"),
    path("unit/<int:unit_id>/new/", views.draw, name="new"),
    path("<int:plan_id>/", views.plan_page, name="plan"),
    path("<int:plan_id>/details/", views.details, name="details"),
    path("<int:plan_id>/file/", views.plan_file, name="file"),
    path("<int:plan_id>/add/<slug:do>/", views.add_step, name="add"),
    path("<int:plan_id>/steps/<int:number>/remove/", views.remove_step, name="remove"),
    path("<int:plan_id>/steps/<int:number>/people/", views.assign, name="assign"),
    path("<int:plan_id>/<slug:what>/", views.act, name="act"),
]
