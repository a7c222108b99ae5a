"""The room's registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, once each: their particulars, identity numbers, guardians, consents, duplicates."""

    name = "aoxanh.people"
    label = "people"
