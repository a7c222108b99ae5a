"""The room's registration with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """An invented province to try everything in, always the same from one seed."""

    name = "aoxanh.demo"
    label = "demo"
