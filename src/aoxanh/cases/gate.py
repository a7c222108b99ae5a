"""What may be attached to a case: PDF, JPEG, PNG and WebP, by their content; pictures are drawn anew, so that nothing hidden is kept.

Redrawing drops place and time (EXIF) and whatever else a picture carried behind or beside itself. A PDF is kept as it
came, once nothing in it runs, opens or unpacks by itself; it is only ever given back as a download.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from aoxanh.audit.objection import Objection

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
RULE = "ASVS 5.2"
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
ZIP_END = b"PK\x05\x06"
#: Names of a PDF that start something, carry other files, or lock it (PDF 32000-1 §7.6, §7.11.4, §12.6.4).
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Kept:
    """A file as it is kept: `kind` is "pdf" or "jpg"."""

    kind: str
    content: bytes
    title: str = ""


def refuse(text: str) -> Objection:
    """Return the refusal of a file."""
    return Objection(text, field="attached", rule=RULE)


def judged(content: bytes, name: str = "") -> Kept:
    """Return a file as it is kept; raise Objection, in words, for what is none of the kinds or may do harm."""
    title = re.sub(r"[\x00-\x1f/\\]+", " ", name).strip()[-120:]
    if not content:
        raise refuse(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise refuse(_("The file is larger than 10 MB. Scan it in black and white, or take a smaller photo."))
    if content.startswith(b"%PDF-"):
        return Kept("pdf", sound_pdf(content), title)
    form = next((form for sign, form in PICTURES.items() if content.startswith(sign)), "")
    if form:
        return Kept("jpg", redrawn(content, form), title)
    raise refuse(wrong_kind(content))


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


def sound_pdf(content: bytes) -> bytes:
    """Return a PDF unchanged; refuse one that is cut off, locked, runs something, or is a packed file as well."""
    if b"%%EOF" not in content[-2048:]:
        raise refuse(_("The PDF is cut off. Send it again."))
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if ACTIVE.search(plain):
        raise refuse(_("The PDF carries code or other files. Print it to a new PDF and send that."))
    if re.search(rb"/Encrypt\b", plain):
        raise refuse(_("The PDF is locked by a password. Take the password off and send it again."))
    if ZIP_END in content[-66_000:]:
        raise refuse(_("The PDF carries code or other files. Print it to a new PDF and send that."))
    return content


def redrawn(content: bytes, form: str) -> bytes:
    """Return a picture drawn anew as JPEG, upright, at most 2400 pixels a side, without anything it carried along."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refuse(_("The picture has too many pixels. Take a smaller one."))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            if upright.mode in {"RGBA", "LA", "P", "PA"}:  # what was transparent is paper
                seen = upright.convert("RGBA")
                upright = Image.new("RGB", seen.size, "white")
                upright.paste(seen, mask=seen.getchannel("A"))
            drawn = io.BytesIO()
            upright.convert("RGB").save(drawn, "JPEG", quality=85)
            return drawn.getvalue()
    except Image.DecompressionBombError as error:
        raise refuse(_("The picture has too many pixels. Take a smaller one.")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refuse(_("The picture is damaged. Take it again.")) from error
