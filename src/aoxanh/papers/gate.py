"""What is kept as the scan of a paper: PDF, JPEG and PNG by their content; pictures are drawn anew, so that nothing hidden stays.

Redrawing drops place and time (EXIF) and whatever else a picture carried. A PDF is kept as it came, once nothing in it
runs, opens or unpacks by itself; it is only ever given back as a download.
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
#: A4 at 300 dots to the inch is 2480 × 3508.
LONGEST_SIDE = 4000
RULE = "ASVS 5.2"
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
ZIP_END = b"PK\x05\x06"
#: Names of a PDF that start something, carry other files, or lock it (PDF 32000-1 §7.6, §7.11.4, §12.6.4).
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Kept:
    """A scan as it is kept: `kind` is "pdf", "jpeg" or "png"."""

    kind: str
    content: bytes


def refuse(text: str, field: str = "file") -> Objection:
    """Return the refusal of a file, at the field of the form it came by."""
    return Objection(text, field=field, rule=RULE)


def judged(content: bytes) -> Kept:
    """Return a scan as it is kept; raise Objection, in words, for what is none of the kinds or may do harm."""
    if not content:
        raise refuse(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise refuse(_("The file is larger than 10 MB. Scan it in black and white."))
    if content.startswith(b"%PDF-"):
        return Kept("pdf", sound_pdf(content))
    form = next((form for sign, form in PICTURES.items() if content.startswith(sign)), "")
    if not form:
        raise refuse(_("This is no PDF, JPEG or PNG."))
    return Kept(form.lower(), redrawn(content, form))


def sound_pdf(content: bytes, field: str = "file") -> bytes:
    """Return a PDF unchanged; refuse one that is cut off, locked, runs something, or is a packed file as well."""
    if b"%%EOF" not in content[-2048:]:
        raise refuse(_("The PDF is cut off. Send it again."), field)
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if ACTIVE.search(plain) or ZIP_END in content[-66_000:]:
        raise refuse(_("The PDF carries code or other files. Print it to a new PDF and send that."), field)
    if re.search(rb"/Encrypt\b", plain):
        raise refuse(_("The PDF is locked by a password. Take the password off and send it again."), field)
    return content


def redrawn(
    content: bytes, form: str, *, into: str = "", side: int = LONGEST_SIDE, field: str = "file"
) -> bytes:
    """Return a picture drawn anew (`into` a format, else its own), upright, so many pixels a side, without anything it carried along."""
    into = into or form
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refuse(_("The picture has too many pixels. Take a smaller one."), field)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            if upright.mode in {"RGBA", "LA", "P", "PA"}:  # what was transparent is paper
                seen = upright.convert("RGBA")
                upright = Image.new("RGB", seen.size, "white")
                upright.paste(seen, mask=seen.getchannel("A"))
            plain = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
            clean = Image.frombytes(
                plain.mode, plain.size, plain.tobytes()
            )  # without what it was told about itself
            drawn = io.BytesIO()
            clean.save(drawn, into, **({"quality": 88} if into == "JPEG" else {"optimize": True}))
            return drawn.getvalue()
    except Image.DecompressionBombError as error:
        raise refuse(_("The picture has too many pixels. Take a smaller one."), field) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refuse(_("The picture is damaged. Take it again."), field) from error
