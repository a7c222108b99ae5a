"""Addresses of the gallery and of what the frame itself needs."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path

from aoxanh.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", login_not_required(views.gallery), name="gallery"),
    path("ui/parts/tree/", login_not_required(views.gallery_branches), name="gallery_branches"),
    path("preferences/theme/", login_not_required(views.theme), name="theme"),
    path("manifest.webmanifest", login_not_required(views.manifest), name="manifest"),
    path("service-worker.js", login_not_required(views.service_worker), name="service_worker"),
    path("offline/", login_not_required(views.offline), name="offline"),
]
