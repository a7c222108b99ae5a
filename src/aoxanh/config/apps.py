"""The room's registration with Django: it holds the commands that know the whole house."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, and the commands that prepare and serve the installation."""

    name = "aoxanh.config"
    label = "config"
