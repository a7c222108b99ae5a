"""Files kept with a case: attached, taken back, and given out, each written down."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation, reading
from aoxanh.cases import policies
from aoxanh.cases.gate import Kept
from aoxanh.cases.models import Attachment, Case, CaseMove
from aoxanh.cases.writing import add_moves, seal_words, set_cases
from aoxanh.membership.operations import sealed
from aoxanh.vault.sealing import new_wrapped_key

#: Files of one case, and what they may weigh together.
MOST, MOST_TOGETHER = 20, 40 * 1024 * 1024

note_taken = reading("cases.attachment", says=gettext_lazy("took a file out of a case: %(procedure)s"))


@operation(
    "cases.attach", allow=policies.may_attach, says=gettext_lazy("attached a file to a case: %(procedure)s")
)
def attach(case: Case, *, actor: Actor, kept: Kept) -> Done:
    """Keep a file with a case; its result is the Attachment.

    Raises Objection for a case that has ended, for too many or too large files, and for one that is there already.
    """
    if case.state != "open":
        raise Objection(_("This case has ended; nothing is added to it any more."))
    set_cases([case], case.step, {})  # whoever attaches at the same moment waits, or is told
    here = list(case.attachments.filter(removed_at=None).values_list("digest", "size"))
    digest = hashlib.sha256(kept.content).hexdigest()
    if any(digest == there for there, _size in here):
        raise Objection(_("This file is attached already."), field="attached")
    if len(here) >= MOST or sum(size for _digest, size in here) + len(kept.content) > MOST_TOGETHER:
        text = _("A case keeps at most %(n)d files of %(mb)d MB together.")
        raise Objection(text % {"n": MOST, "mb": MOST_TOGETHER >> 20}, field="attached")
    row = Attachment(case=case, step=case.step, kind=kept.kind, size=len(kept.content), digest=digest, by=getattr(actor.user, "pk", None))  # fmt: skip
    if case.person is None:
        row.wrapped_key = new_wrapped_key(str(row.uid))
    else:
        sealed(case.person)
    assert row.seal is not None  # noqa: S101 - made above
    row.sealed = row.seal.close_bytes(kept.content, f"attachment:{digest}")
    row.title_sealed = row.seal.close(kept.title, "attachment-title") if kept.title else None
    row.save()
    tell(case, "attached", kept.title, actor)
    return told(row, case)


@operation(
    "cases.detach",
    allow=policies.may_detach,
    says=gettext_lazy("took a file back from a case: %(procedure)s"),
)
def detach(attachment: Attachment, *, actor: Actor) -> Done:
    """Take back a file one attached: the file is gone, its hash stays; its result is the Attachment."""
    case, title = attachment.case, attachment.title
    rows = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
    if not rows.update(removed_at=timezone.now(), sealed=None, title_sealed=None):
        raise Objection(_("This file was taken back already."), rule="L17")
    set_cases([case], case.step, {})
    tell(case, "detached", title, actor)
    return told(attachment, case)


def told(row: Attachment, case: Case) -> Done:
    """Return what the log says of a file: its hash, never its name."""
    facts = {"procedure": case.procedure, "digest": row.digest}
    subject = case.person.uid if case.person else None
    return Done(row, target=case, unit=case.unit_id, subject=subject, facts=facts)


def tell(case: Case, act: str, title: str, actor: Actor) -> None:
    """Write the move that says so, the file's name sealed with the case's words."""
    move = CaseMove(case=case, act=act, step=case.step, unit_id=case.waits_at, sealed=seal_words(case.person, {"title": title}))  # fmt: skip
    add_moves([move], actor=actor, duty="")
