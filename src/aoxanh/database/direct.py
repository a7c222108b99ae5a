"""The way to PostgreSQL past a transaction pooler: for listening, dumps and restores, which need a session of their own."""

from __future__ import annotations

import importlib
from typing import Any

from django.conf import settings
from django.db import connections


def direct_parameters() -> dict[str, Any]:
    """Return what libpq needs to connect to AOXANH_DATABASE_DIRECT_URL, or to the one database there is."""
    here, given = connections["default"], settings.AOXANH_DIRECT_DATABASE
    way = type(here)({**here.settings_dict, **given}) if given else here
    known = {o.keyword.decode() for o in importlib.import_module("psycopg").pq.Conninfo.get_defaults()}
    found = way.get_connection_params()
    return {k: v for k, v in found.items() if k in known and k != "client_encoding" and v is not None}
