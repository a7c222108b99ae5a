"""The room's registration with Django: it holds the commands that know the whole house."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, and the commands that prepare and serve the installation."""

    name = "aoxanh.config"
    label = "config"

    def ready(self) -> None:
        """Have every room say what its columns hold of people."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("inventory")
