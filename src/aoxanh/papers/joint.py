"""Papers two bodies sign together: the lead body's number, both names in the heading, both signatures (R-DOC-02).

The body that leads drafts, checks, numbers and issues; the other one reads the checked draft and signs it first.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.org.models import Unit, today
from aoxanh.papers.documents import Document, Issuer, Signature
from aoxanh.papers.issuers import Head
from aoxanh.papers.issuing import advance, opened, signed_words
from aoxanh.papers.models import JointSigner, Paper


def together(document: Document, lead: Head, other: Head) -> Document:
    """Return a paper as two bodies issue it: the lead body's name first, its signature on the right (design)."""
    names = (*lead.issuer.name, "–", *other.issuer.name)
    return replace(document, issuer=Issuer(names), signatures=(lead.signature, other.signature), joint=True)


def add_signer(paper: Paper, unit: Unit) -> JointSigner:
    """Name the unit whose committee signs too; raise Objection where it is the paper's own or does not stand."""
    if unit.pk == paper.unit_id or unit.standing(today()) is None:
        raise Objection(_("Another unit signs jointly: choose one that stands today."), field="jointly", rule="R-DOC-02")  # fmt: skip
    return JointSigner.objects.create(paper=paper, unit=unit)


def sign_jointly(paper: Paper, signer: JointSigner, signature: Signature, *, by: int | None) -> JointSigner:
    """Put the other body's signature on a checked paper; raise Objection where it is signed, changed or moved on."""
    document = opened(paper)
    paper.set_document(replace(document, signatures=(document.signatures[0], signature)))
    done = JointSigner.objects.filter(pk=signer.pk, signed_at=None).update(
        signed_at=timezone.now(), signed_by=by, signed_as=signed_words(signature)
    )
    if not done:
        raise Objection(_("This body has signed already."), rule="R-DOC-02")
    advance(paper, ("checked",), "checked", seen=paper.checked_at, wrapped_key=paper.wrapped_key, sealed=paper.sealed)  # fmt: skip
    signer.refresh_from_db()
    return signer


def unsigned(paper: Paper) -> bool:
    """Whether another body still has to sign."""
    return paper.joint.filter(signed_at=None).exists()
