"""The room's registration with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Every write is an operation: permitted, atomic and written into a chained log."""

    name = "aoxanh.audit"
    label = "audit"
