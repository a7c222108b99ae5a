"""Addresses of committees and elections."""

app_name = "elections"

urlpatterns: list[object] = []
