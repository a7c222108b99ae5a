"""Addresses of intake."""

from django.urls import path

from aoxanh.intake import row_views, views

app_name = "intake"

urlpatterns = [
    path("<int:unit_id>/", views.bring, name="bring"),
    path("<int:unit_id>/template/", views.template_file, name="template"),
    path("batch/<int:batch_id>/", views.batch_page, name="batch"),
    path("batch/<int:batch_id>/refused/", views.refused_rows, name="refused"),
    path("batch/<int:batch_id>/columns/", row_views.columns, name="columns"),
    path("batch/<int:batch_id>/rows/<int:number>/", row_views.row, name="row"),
    path("batch/<int:batch_id>/<slug:act>/", views.decide, name="decide"),
]
