"""Addresses of reports."""

from django.urls import path

from aoxanh.statistics import dashboard_views, pivot_views, views

app_name = "statistics"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("pivot/", pivot_views.pivot_page, name="pivot"),
    path("pivot/file/", pivot_views.pivot_file, name="pivot_file"),
    path("<int:unit_id>/", views.report_page, name="report"),
    path("<int:unit_id>/now/", dashboard_views.dashboard_page, name="dashboard"),
    path("<int:unit_id>/now/<slug:what>/", dashboard_views.overdue_page, name="overdue"),
    path("<int:unit_id>/moved/<slug:way>/", views.moved_page, name="moved"),
    path("<int:unit_id>/file/", views.report_file, name="file"),
    path("<int:unit_id>/issue/", views.issue, name="issue"),
    path("issued/<int:report_id>/", views.issued_page, name="issued"),
    path("issued/<int:report_id>/<slug:kind>/", views.issued_file, name="issued_file"),
]
