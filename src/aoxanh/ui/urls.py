"""Addresses of the gallery and of what the frame itself needs."""

from django.urls import URLPattern, URLResolver, path

from aoxanh.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", views.gallery, name="gallery"),
    path("ui/parts/tree/", views.gallery_branches, name="gallery_branches"),
    path("preferences/theme/", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
]
