"""The room's registration with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work done in the background or at a set time, with progress, result and error."""

    name = "aoxanh.jobs"
    label = "jobs"
