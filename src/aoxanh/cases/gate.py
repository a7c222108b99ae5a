"""What may be attached to a case: PDF, JPEG, PNG and WebP, by their content; pictures are drawn anew, so that nothing hidden is kept.

Redrawing drops place and time (EXIF) and whatever else a picture carried behind or beside itself. A PDF is kept as it
came, once nothing in it runs, opens or unpacks by itself; it is only ever given back as a download.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from aoxanh.papers.gate import MOST_BYTES, redrawn, refuse, sound_pdf

LONGEST_SIDE = 2400
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
FIELD = "attached"


@dataclass(frozen=True)
class Kept:
    """A file as it is kept: `kind` is "pdf" or "jpg"."""

    kind: str
    content: bytes
    title: str = ""


def judged(content: bytes, name: str = "") -> Kept:
    """Return a file as it is kept; raise Objection, in words, for what is none of the kinds or may do harm."""
    title = re.sub(r"[\x00-\x1f/\\]+", " ", name).strip()[-120:]
    if not content:
        raise refuse(_("The file is empty."), FIELD)
    if len(content) > MOST_BYTES:
        raise refuse(
            _("The file is larger than 10 MB. Scan it in black and white, or take a smaller photo."), FIELD
        )
    if content.startswith(b"%PDF-"):
        return Kept("pdf", sound_pdf(content, FIELD), title)
    form = next((form for sign, form in PICTURES.items() if content.startswith(sign)), "")
    if form:
        return Kept("jpg", redrawn(content, form, into="JPEG", side=LONGEST_SIDE, field=FIELD), title)
    raise refuse(wrong_kind(content), FIELD)


def wrong_kind(content: bytes) -> str:
    """Return in words what a file that is not taken seems to be, and what to send instead."""
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"}:
        return _(
            "This is a HEIC photo. Choose JPEG (“most compatible”) in the camera's settings and take it again."
        )
    if b"<svg" in head or head.startswith((b"<?xml", b"<!doctype", b"<html", b"<script")):
        return _("This is a drawing or page with code in it. Send a photo, a scan or a PDF.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return _("Word, Excel and packed files are not kept with a case. Save it as PDF and send that.")
    return _("This is no PDF, JPEG, PNG or WebP, whatever its name says.")
