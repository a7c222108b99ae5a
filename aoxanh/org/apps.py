"""The room's registration with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Units of the Union and of the country, their names and places through time."""

    name = "aoxanh.org"
    label = "org"
