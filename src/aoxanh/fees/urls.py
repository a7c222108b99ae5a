"""Addresses of fees."""

from django.urls import path

from aoxanh.fees import views

app_name = "fees"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:unit_id>/", views.unit_page, name="unit"),
    path("<int:unit_id>/hand-up/", views.hand_up, name="hand_up"),
    path("<int:unit_id>/pay/", views.pay, name="pay"),
    path("collections/<uuid:uid>/", views.collection_page, name="collection"),
    path("collections/<uuid:uid>/<uuid:person>.pdf", views.receipt, name="receipt"),
    path("collections/<uuid:uid>/take-back/", views.take_back, name="take_back"),
    path("remittances/<uuid:uid>/settle/", views.settle, name="settle"),
]
