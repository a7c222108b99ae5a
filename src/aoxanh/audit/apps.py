"""The room's registration with Django."""

from django.apps import AppConfig
from django.core import checks


class AuditConfig(AppConfig):
    """Every write is an operation: permitted, atomic and written into a chained log."""

    name = "aoxanh.audit"
    label = "audit"

    def ready(self) -> None:
        """Have Django's `check` look at the time zone."""
        from aoxanh.audit.checks import check_zone

        checks.register(check_zone)
