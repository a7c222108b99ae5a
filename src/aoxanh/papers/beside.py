"""What is kept beside an issued paper and never instead of it: scans of the signed sheet, files signed digitally."""

from __future__ import annotations

import hashlib
import json

from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.papers.gate import Kept
from aoxanh.papers.models import Paper, Scan, SignedFile, Voiding
from aoxanh.papers.signatures import REFUSED, Signed
from aoxanh.vault.sealing import Seal


def keep_scan(paper: Paper, scanned: Kept, *, reason: str = "", by: int | None = None) -> Scan:
    """Keep the scan of the signed and stamped paper. Returns the Scan; the same file twice is one.

    Raises Objection for a paper that is not issued, and for another scan without a reason: the first one stays.
    """
    seal = sealed_issue(paper)
    digest = hashlib.sha256(scanned.content).hexdigest()
    known = Scan.objects.filter(paper=paper, digest=digest).first()
    if known is not None:
        return known
    again = Scan.objects.filter(paper=paper).exists()
    if again and not reason.strip():
        text = _("A scan is kept already, and stays. Say why there is another.")
        raise Objection(text, field="reason", rule="R-DOC-02")
    return Scan.objects.create(
        paper=paper, kind=scanned.kind, size=len(scanned.content), digest=digest, at=timezone.now(), by=by,
        sealed=seal.close_bytes(scanned.content, f"scan:{digest}"),
        reason_sealed=seal.close(reason.strip(), f"scan-reason:{digest}") if again else None,
    )  # fmt: skip


def keep_signed(paper: Paper, signed: Signed, *, by: int | None = None, duty: str = "", signed_as: str = "") -> SignedFile:  # fmt: skip
    """Keep an issued paper with one signature more. Returns the SignedFile.

    Raises Objection where it was not made from the latest file (two signed at once: one wins), where the same
    certificate signed before, or where the number is void.
    """
    Paper.objects.select_for_update().get(pk=paper.pk)  # of two who sign at once the second sees the first
    seal = sealed_issue(paper)
    if Voiding.objects.filter(number__issue__paper=paper).exists():
        raise Objection(_("This paper is void: nobody signs it any more."), rule="L21")
    last = SignedFile.objects.filter(paper=paper).order_by("-ordinal").first()
    fingerprint = signed.certificate["fingerprint"]
    if SignedFile.objects.filter(paper=paper, fingerprint=fingerprint).exists():
        field, words = REFUSED["signed_already"]
        raise Objection(words, field=field, rule="ETSI EN 319 142-1")
    if hashlib.sha256(signed.before).hexdigest() != (last or paper.issue).digest:
        raise Objection(_("Somebody signed the paper meanwhile. Sign once more."), rule="R-DOC-02")
    ordinal = last.ordinal + 1 if last else 1
    return SignedFile.objects.create(
        paper=paper, ordinal=ordinal, size=len(signed.content), digest=hashlib.sha256(signed.content).hexdigest(),
        sealed=seal.close_bytes(signed.content, f"signed:{ordinal}"), fingerprint=fingerprint,
        certificate_sealed=seal.close(json.dumps(signed.certificate, ensure_ascii=False), f"certificate:{ordinal}"),
        at=timezone.now(), by=by, duty=duty, signed_as=signed_as[:200],
    )  # fmt: skip


def latest_file(paper: Paper) -> bytes:
    """Return the paper's latest file: with every digital signature, or as it was issued."""
    sealed_issue(paper)
    last = SignedFile.objects.select_related("paper").filter(paper=paper).order_by("-ordinal").first()
    file = last.file if last else paper.issue.file
    assert file is not None  # noqa: S101 - its key is there
    return file


def sealed_issue(paper: Paper) -> Seal:
    """Return what opens an issued paper; raise Objection for one that is not issued, or was erased."""
    if paper.state != "issued":
        raise Objection(_("This paper is not issued yet."), field="file", rule="R-DOC-02")
    if paper.seal is None:
        raise Objection(_("What this paper said was erased."), field="file", rule="L30")
    return paper.seal
