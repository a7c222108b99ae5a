"""The room's registration with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LiveConfig(AppConfig):
    """What happens now, sent to the open pages of those who may see it."""

    name = "aoxanh.live"
    label = "live"

    def ready(self) -> None:
        """Find the topics: each room registers its own in `topics.py`."""
        autodiscover_modules("topics")
