"""Every address of the house: each room names its own below its word."""

from django.urls import include, path

urlpatterns = [
    path("", include("aoxanh.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
