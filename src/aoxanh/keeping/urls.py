"""The address of the operator's page."""

from django.urls import path

from aoxanh.keeping import views

urlpatterns = [path("", views.operating, name="keeping")]
