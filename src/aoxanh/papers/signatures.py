"""Digital signatures in PDFs: asked of a process of its own (`child`), answered in words an officer understands.

A signature is PAdES baseline B-B (ETSI EN 319 142-1): an incremental update after the last byte of the file, which stays
as it was. The certificate file and its password live in that process for as long as it signs, are written nowhere and
are gone when it ends. Neither time-stamps nor revocation lists are fetched: papers are checked without any other host.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aoxanh.audit.objection import Objection

RULE = "ASVS 5.2"
#: Never imported: what reads hostile files is not loaded into the house.
CHILD = Path(__file__).with_name("child.py")
#: Files of the folder of trusted certification services.
ENDINGS = {".pem", ".crt", ".cer"}
MOST_BYTES = 10 * 1024 * 1024
#: A file with a key, its certificate and those above is some 10 kB.
MOST_KEY_BYTES = 64 * 1024
PATIENCE = 40
#: How many are signed or examined at once in one process of the house; whoever comes next is asked to wait.
AT_ONCE = threading.BoundedSemaphore(2)
REFUSED: dict[str, tuple[str, Any]] = {
    "wrong_password": ("password", gettext_lazy("The password does not open the certificate file.")),
    "no_certificate_file": ("certificate", gettext_lazy("This is no certificate file. Choose the .p12 or .pfx file your certification service gave you.")),
    "old_file": ("certificate", gettext_lazy("The certificate file is locked in an outdated way that is not opened any more. Export it anew with AES-256.")),
    "no_key": ("certificate", gettext_lazy("The file holds a certificate but not its private key: nothing is signed with it. Choose the .p12 or .pfx file.")),
    "no_certificate": ("certificate", gettext_lazy("The file holds a private key but no certificate.")),
    "other_key": ("certificate", gettext_lazy("The private key in the file is not that of the certificate.")),
    "not_yet_valid": ("certificate", gettext_lazy("The certificate is not valid yet.")),
    "expired": ("certificate", gettext_lazy("The certificate has expired. Sign with one that is valid today.")),
    "weak_key": ("certificate", gettext_lazy("The certificate's key is too weak: RSA of 2048 bits or more, or ECDSA of 256 or more, is asked for.")),
    "weak_hash": ("certificate", gettext_lazy("The certificate was issued with SHA-1 or MD5, which is no longer safe.")),
    "not_for_signing": ("certificate", gettext_lazy("The certificate is not meant for signing.")),
    "signed_already": ("certificate", gettext_lazy("This certificate has signed the paper already.")),
    "not_signed": ("certificate", gettext_lazy("The signature could not be made; nothing was kept.")),
    "locked": ("file", gettext_lazy("The PDF is locked by a password. Take the password off and send it again.")),
    "too_many": ("file", gettext_lazy("The PDF carries more signatures than any paper has.")),
}  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """A PDF with a new signature, what it was made from, and the facts of the certificate."""

    before: bytes = field(repr=False)
    content: bytes = field(repr=False)
    certificate: dict[str, Any]


#: What is kept of the certificate of a signature that was brought.
KEPT_FACTS = (
    "name",
    "organisation",
    "subject",
    "issuer",
    "issuer_name",
    "serial",
    "key",
    "starts",
    "ends",
    "fingerprint",
    "at",
)
#: What a signature is worth, how it is shown (tone, icon) and said; the first that holds.
VERDICTS: dict[str, tuple[str, str, Any]] = {
    "broken": ("bad", "ban", gettext_lazy("The signature does not fit the file: the file was changed, or the signature is no signature.")),
    "changed": ("bad", "alert-triangle", gettext_lazy("The signature fits what was signed, but the file was changed afterwards.")),
    "weak": ("warn", "alert-triangle", gettext_lazy("The signature fits, but was made with SHA-1 or MD5, which can be forged today.")),
    "out_of_time": ("warn", "alert-triangle", gettext_lazy("The signature fits, but the certificate was not valid at the time it claims.")),
    "good": ("good", "circle-check", gettext_lazy("The signature fits and nothing was changed since.")),
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """One signature of a PDF: `facts` as `child.judged` gives them."""

    facts: dict[str, Any]

    @property
    def code(self) -> str:
        """Return what it is worth, a key of VERDICTS."""
        facts = self.facts
        if facts.get("broken") or not facts["intact"]:
            return "broken"
        if facts["covers"] == "changed":
            return "changed"
        if facts["weak"]:
            return "weak"
        return "good" if facts["in_time"] else "out_of_time"

    @property
    def tone(self) -> str:
        """Return the tone it is shown in."""
        return VERDICTS[self.code][0]

    @property
    def icon(self) -> str:
        """Return its sign."""
        return VERDICTS[self.code][1]

    @property
    def words(self) -> Any:
        """Return what it is worth, in words."""
        return VERDICTS[self.code][2]

    @property
    def coverage(self) -> Any:
        """Return how much of the file it covers, in words."""
        return COVERAGE.get(self.facts.get("covers", ""), "") if self.code != "broken" else ""

    @property
    def trust(self) -> Any:
        """Return whether the certificate leads to a root the operator trusts; an unknown root is no error."""
        return TRUST[bool(self.facts.get("trusted"))] if self.code != "broken" else ""

    @property
    def at(self) -> dt.datetime | None:
        """Return when it claims to have been made."""
        return instant(self.facts.get("at", ""))

    @property
    def starts(self) -> dt.datetime | None:
        """Return from when the certificate is valid."""
        return instant(self.facts.get("starts", ""))

    @property
    def ends(self) -> dt.datetime | None:
        """Return until when the certificate is valid."""
        return instant(self.facts.get("ends", ""))


COVERAGE = {
    "whole": pgettext_lazy("signature covers", "the whole file"),
    "then_signed": pgettext_lazy("signature covers", "the whole paper; later only signatures were added"),
    "changed": pgettext_lazy("signature covers", "not what the file says now"),
}
TRUST = {
    True: gettext_lazy("issued by a certification service this house trusts"),
    False: gettext_lazy("it could not be determined which certification service issued it"),
}


@dataclass(frozen=True)
class Examined:
    """What was found in a PDF: its signatures in order, and the hashes of the file after each of its revisions."""

    signatures: tuple[Verdict, ...]
    revisions: tuple[str, ...]


def sign(pdf: bytes, *, certificate: bytes, password: str, reason: str = "", location: str = "") -> Signed:
    """Return a PDF with one signature more; raise Objection, in words, for a certificate that must not sign."""
    if len(certificate) > MOST_KEY_BYTES:
        raise Objection(_("This file is too large for a certificate file."), field="certificate")
    ask = {"do": "sign", "password": password, "reason": reason, "location": location}
    answer, content = asked(ask, certificate, pdf, field="certificate")
    if not content.startswith(pdf) or len(content) == len(pdf):
        raise Objection(REFUSED["not_signed"][1], field="certificate", rule=RULE)
    return Signed(pdf, content, answer["certificate"] | {"at": answer["at"]})


def examine(pdf: bytes) -> Examined:
    """Return what a PDF's signatures are worth; raise Objection for a file that is no PDF or cannot be read safely."""
    refuse_no_pdf(pdf)
    roots = [str(path) for path in trusted_files()]
    answer, _nothing = asked({"do": "examine", "roots": roots}, pdf, field="file")
    return Examined(tuple(Verdict(one) for one in answer["signatures"]), tuple(answer["revisions"]))


def brought(before: bytes, content: bytes, earlier: int) -> Signed:
    """Return a PDF that was signed outside, on a USB token for instance; raise Objection unless it is the file with one good signature more.

    `before` (with its `earlier` signatures) must be the unchanged beginning of it, and nothing but the signature added.
    """
    refuse_no_pdf(content)
    if not content.startswith(before) or len(content) == len(before):
        text = _(
            "This is not the file taken out here with a signature added. Take it out again, sign that very file, and bring it back."
        )
        raise Objection(text, field="file", rule="R-DOC-02")
    answer, _nothing = asked({"do": "added", "roots": [str(path) for path in trusted_files()]}, before, content, field="file")  # fmt: skip
    found = [Verdict(one) for one in answer["signatures"]]
    if len(found) != earlier + 1:
        raise Objection(
            _("The file must carry exactly one new signature."), field="file", rule="ETSI EN 319 142-1"
        )
    new = found[-1]
    if any(one.code != "good" for one in found) or new.facts["covers"] != "whole":
        words = next((one.words for one in found if one.code != "good"), VERDICTS["changed"][2])
        raise Objection(words, field="file", rule="ETSI EN 319 142-1")
    if not answer["only_signed"]:
        text = _("More than a signature was added to the file: the paper itself must stay as it was issued.")
        raise Objection(text, field="file", rule="R-DOC-02")
    return Signed(before, content, {name: new.facts[name] for name in KEPT_FACTS})


def trusted_files() -> list[Path]:
    """Return the operator's files of trusted certification services."""
    folder = Path(settings.AOXANH_TRUST_ROOTS) if settings.AOXANH_TRUST_ROOTS else None
    found = folder.iterdir() if folder is not None and folder.is_dir() else ()
    return sorted(path for path in found if path.suffix.lower() in ENDINGS)


def refuse_no_pdf(content: bytes) -> None:
    """Raise Objection for what is no whole PDF, before any parser sees it."""
    if not content:
        raise Objection(_("The file is empty."), field="file", rule=RULE)
    if len(content) > MOST_BYTES:
        text = _("The file is larger than 10 MB: no paper of the house is.")
        raise Objection(text, field="file", rule=RULE)
    if not content.startswith(b"%PDF-"):
        raise Objection(_("This is no PDF, whatever its name says."), field="file", rule=RULE)
    if b"%%EOF" not in content[-2048:]:
        raise Objection(_("The PDF is cut off. Send it again."), field="file", rule=RULE)
    if b"PK\x05\x06" in content[-66_000:]:
        raise Objection(_("The PDF is a packed file as well: it is not looked at."), field="file", rule=RULE)


# -- the process


def asked(ask: dict[str, Any], *parts: bytes, field: str) -> tuple[dict[str, Any], bytes]:
    """Return what the process answers; raise Objection for what it refuses, or where it ends without a word."""
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Objection(
            _("Many papers are being signed or checked just now. Try again in a minute."), rule=RULE
        )
    try:
        head = json.dumps(ask | {"parts": [len(part) for part in parts]}).encode() + b"\n"
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)], input=head + b"".join(parts), timeout=PATIENCE,
            capture_output=True, check=False, env={"PYTHONUTF8": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as expired:
        raise damaged(field) from expired
    finally:
        AT_ONCE.release()
    line, _newline, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise damaged(field)
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        at, words = REFUSED[answer["refused"]]
        raise Objection(words, field=at, rule=RULE if at == "file" else "")
    return answer, body


def damaged(field: str) -> Objection:
    """Return the refusal of a file that broke its reader."""
    text = _("The file cannot be read: it is damaged or made to do harm.")
    return Objection(text, field=field, rule=RULE)


def instant(text: str) -> dt.datetime | None:
    """Return an instant written as ISO 8601, or None."""
    return dt.datetime.fromisoformat(text) if text else None
