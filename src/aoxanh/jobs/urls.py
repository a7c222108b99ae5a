"""Addresses of one's own background work."""

from django.urls import path

from aoxanh.jobs import views

urlpatterns = [
    path("", views.my_jobs, name="jobs"),
    path("<int:job_id>/", views.one_job, name="job"),
    path("<int:job_id>/cancel/", views.cancel, name="job_cancel"),
]
