"""Drafting, checking, signing, numbering and issuing papers by hand; procedures call `issuing` in operations of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Actor
from aoxanh.audit.operation import Done, operation
from aoxanh.org.models import Unit
from aoxanh.papers import beside, issuing, joint, policies
from aoxanh.papers.documents import Document, Signature
from aoxanh.papers.gate import Kept
from aoxanh.papers.issuers import signed_by
from aoxanh.papers.models import JointSigner, Number, Paper
from aoxanh.papers.queries import head_of
from aoxanh.papers.signatures import Signed
from aoxanh.people.models import Person


@operation("papers.draft", allow=policies.may_draft, says=_("drafted a paper: %(paper_kind)s"))
def draft_paper(
    unit: Unit,
    *,
    actor: Actor,
    document: Document,
    kind: str,
    body: str = "committee",
    department: str = "",
    form: str = "",
    form_version: str = "",
    about: Iterable[Person] = (),
    corrects: Paper | None = None,
    jointly: Unit | None = None,
) -> Done:
    """Keep a draft of a unit's paper, `jointly` with another unit's committee; its result is the Paper."""
    paper = issuing.draft(
        unit, document, kind=kind, body=body, department=department, form=form, form_version=form_version,
        about=about, by=by(actor), corrects=corrects,
    )  # fmt: skip
    if jointly is not None:
        joint.add_signer(paper, jointly)
    return Done(paper, unit=unit, facts={"paper_kind": kind, "body": body})


@operation("papers.redraft", allow=policies.may_change, says=_("changed the draft of a paper"))
def redraft_paper(paper: Paper, *, actor: Actor, document: Document) -> Done:
    """Replace what a draft says; it must be checked again. Its result is the Paper."""
    del actor
    return Done(issuing.redraft(paper, document), unit=paper.unit_id)


@operation("papers.check", allow=policies.may_change, says=_("checked a paper"))
def check_paper(paper: Paper, *, actor: Actor) -> Done:
    """Note that the draft was read and found right; its result is the Paper."""
    return Done(issuing.check(paper, by=by(actor)), unit=paper.unit_id)


@operation("papers.sign", allow=policies.may_sign, says=_("signed a paper as %(signed_as)s"))
def sign_paper(paper: Paper, *, actor: Actor) -> Done:
    """Sign a paper for its body; its result is the Paper.

    As what follows from the duty: the secretary "TM. … BÍ THƯ", a deputy "TM. … PHÓ BÍ THƯ", who acts by delegation
    "TL. …"; a department's head signs directly and the deputy "KT." (membership §6.2).
    """
    grant = policies.may_sign(actor.user, paper) if actor.user is not None else None
    signature = block_of(paper, grant, str(actor.user or ""))
    signed = issuing.sign(paper, signature, by=by(actor))
    return Done(signed, unit=paper.unit_id, facts={"signed_as": in_words(signature)})


@operation(
    "papers.sign_jointly", allow=policies.may_sign_jointly, says=_("signed a joint paper as %(signed_as)s")
)
def sign_paper_jointly(signer: JointSigner, *, actor: Actor) -> Done:
    """Sign a checked paper for the other of its two bodies; its result is the JointSigner."""
    paper = signer.paper
    grant = policies.may_sign_jointly(actor.user, signer) if actor.user is not None else None
    signature = signed_under(head_of(signer.unit).signature, grant, str(actor.user or ""))
    signed = joint.sign_jointly(paper, signer, signature, by=by(actor))
    return Done(signed, target=paper, unit=signer.unit_id, facts={"signed_as": in_words(signature)})


@operation("papers.certify", allow=policies.may_certify, says=_("signed an issued paper digitally"))
def certify_paper(paper: Paper, *, actor: Actor, signed: Signed) -> Done:
    """Keep an issued paper with a digital signature (`signatures.sign`) beside the issued file; its result is the SignedFile."""
    grant = policies.may_certify(actor.user, paper) if actor.user is not None else None
    kept = beside.keep_signed(
        paper, signed, by=by(actor), duty=grant.duty if grant else "", signed_as=signed_as(paper, actor.user)
    )
    facts = {"digest": kept.digest, "certificate": kept.fingerprint, "signed_as": kept.signed_as}
    return Done(kept, target=paper, unit=paper.unit_id, facts=facts)


@operation("papers.issue", allow=policies.may_issue, says=_("issued the paper %(number)s of %(on)s"))
def issue_paper(paper: Paper, *, actor: Actor, on: dt.date, number: Number | None = None) -> Done:
    """Number, date and issue a signed paper; its result is the Issue."""
    issue = issuing.issue(paper, on=on, number=number, by=by(actor))
    facts = {"number": issue.number.shown, "on": str(on), "digest": issue.digest}
    return Done(issue, target=paper, unit=paper.unit_id, facts=facts)


@operation("papers.drop", allow=policies.may_change, says=_("gave a draft up"))
def drop_paper(paper: Paper, *, actor: Actor) -> Done:
    """Give a paper up before it is issued; its result is the Paper."""
    del actor
    return Done(issuing.drop(paper), unit=paper.unit_id)


@operation("papers.reserve", allow=policies.may_number, says=_("kept the number %(number)s free"))
def reserve_number(
    unit: Unit, *, actor: Actor, kind: str, purpose: str, body: str = "committee", department: str = ""
) -> Done:
    """Keep the next number of a book free for a paper to come; its result is the Number."""
    number = issuing.reserve(issuing.Series(unit, kind, body, department), purpose, by=by(actor))
    return Done(number, unit=unit, facts={"number": number.shown})


@operation("papers.void", allow=policies.may_void, says=_("voided the number %(number)s"))
def void_number(number: Number, *, actor: Actor, reason: str) -> Done:
    """Note why a number holds no valid paper; it stays in its book. Its result is the Voiding (L21)."""
    voiding = issuing.void(number, reason=reason, by=by(actor))
    return Done(voiding, target=number, unit=number.book.unit_id, facts={"number": number.shown})


@operation("papers.scan", allow=policies.may_issue, says=_("kept the scan of a paper"))
def keep_scan(paper: Paper, *, actor: Actor, scanned: Kept, reason: str = "") -> Done:
    """Keep the scan of the signed and stamped paper as `gate` judged it; another one asks for a `reason`. Its result is the Scan."""
    scan = beside.keep_scan(paper, scanned, reason=reason, by=by(actor))
    return Done(scan, target=paper, unit=paper.unit_id, facts={"digest": scan.digest})


def block_of(paper: Paper, grant: Appointment | None, name: str) -> Signature:
    """Return the block a paper is signed under by whoever holds an appointment."""
    return signed_under(head_of(paper.unit, body=paper.body, department=paper.department).signature, grant, name)  # fmt: skip


def signed_under(block: Signature, grant: Appointment | None, name: str) -> Signature:
    """Return a block with the name of whoever holds an appointment, as a deputy or by delegation where they are."""
    deputy = grant is not None and grant.duty == "deputy_secretary"
    delegated = grant is not None and grant.delegated_from_id is not None
    return signed_by(block, name, deputy=deputy, delegated=delegated)


def signed_as(paper: Paper, user: Any) -> str:
    """Return as what an account signs a paper; the office, which only puts the body's certificate to it, as nothing."""
    grant = policies.may_sign(user, paper) if user is not None else None
    return in_words(block_of(paper, grant, "")) if grant else ""


def in_words(signature: Signature) -> str:
    """Return on whose behalf and in which post: "TM. BAN CHẤP HÀNH BÍ THƯ"."""
    return " ".join((*signature.authority, signature.position))


def by(actor: Actor) -> int | None:
    """Return the account's id, None for the machine."""
    pk: Any = getattr(actor.user, "pk", None)
    return pk
