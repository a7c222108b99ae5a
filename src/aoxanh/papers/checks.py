"""What is looked at before anything is served: the folder of trusted certification services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's own word

from aoxanh.papers.signatures import trusted_files


def check_trust_roots(**_kwargs: Any) -> list[CheckMessage]:
    """Return a warning for a folder that is none, and for each file in it whose certificates cannot be read."""
    if not settings.AOXANH_TRUST_ROOTS:
        return []
    folder = Path(settings.AOXANH_TRUST_ROOTS)
    if not folder.is_dir():
        return [
            Warning(f"AOXANH_TRUST_ROOTS: {folder} is no folder; no signature is trusted.", id="papers.W001")
        ]
    unread = [path for path in trusted_files() if not read(path)]
    text = "AOXANH_TRUST_ROOTS: {} holds no certificate in PEM and is passed over."
    return [Warning(text.format(path), id="papers.W002") for path in unread]


def read(path: Path) -> bool:
    """Return whether a file holds certificates."""
    try:
        return bool(x509.load_pem_x509_certificates(path.read_bytes()))
    except (ValueError, OSError):
        return False
