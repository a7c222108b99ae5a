"""The room's registration with Django."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Nothing typed is ever lost: what stands in an unfinished form is kept for its writer."""

    name = "aoxanh.drafts"
    label = "drafts"
