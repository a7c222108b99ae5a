"""`./aoxanh openapi`: the API's description, for docs/reference/openapi.json."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation


class Command(BaseCommand):
    """Print the OpenAPI document."""

    help = "Print the API's OpenAPI 3.1 document."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, always in the same order."""
        from aoxanh.config.api import document  # noqa: PLC0415 - reads every router

        with translation.override("en"):
            text = json.dumps(document(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
        self.stdout.write(text)
