"""Addresses of reports."""

from django.urls import path

from aoxanh.statistics import views

app_name = "statistics"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:unit_id>/", views.report_page, name="report"),
    path("<int:unit_id>/file/", views.report_file, name="file"),
    path("<int:unit_id>/issue/", views.issue, name="issue"),
    path("issued/<int:report_id>/", views.issued_page, name="issued"),
    path("issued/<int:report_id>/<slug:kind>/", views.issued_file, name="issued_file"),
]
