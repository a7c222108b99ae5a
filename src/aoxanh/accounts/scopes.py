"""What a token may be lent, as data: each scope opens doors of the API and leaves the rights beside it.

A token never holds more than its user's rights today *and* its scopes: the scope leaves a right, the user's
duty must still carry it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_SEE = frozenset({"people.see"})

SCOPES: dict[str, tuple[object, frozenset[str]]] = {
    "org:read": (_("Read units"), frozenset()),
    "org:write": (
        _("Establish, change and close units"),
        frozenset(
            {"org.establish", "org.rename", "org.move", "org.change_kind", "org.close", "org.congress"}
        ),
    ),
    "people:read": (_("Read people, with numbers and contacts covered"), _SEE),
    "people:write": (
        _("Add and correct people, lists and consents"),
        _SEE | {"people.add", "people.edit", "people.merge", "people.consent"},
    ),
    "people:sensitive": (
        _("Read numbers, contacts and sensitive data in full, each time written down"),
        _SEE | {"people.reveal", "people.sensitive"},
    ),
    "people:export": (_("Take whole lists out, each time written down"), _SEE | {"people.export"}),
    "accounts:read": (_("Read who is in office"), _SEE),
    "accounts:write": (_("Appoint and end duties"), _SEE | {"appointments.make"}),
    "cases:read": (_("Read cases of the Union's procedures"), _SEE | {"cases.see"}),
    "cases:write": (_("Open and decide cases"), _SEE | {"cases.see", "cases.open", "cases.decide"}),
    "papers:read": (
        _("Read a unit's papers and take them out, each time written down"),
        frozenset({"papers.see"}),
    ),
    "papers:write": (
        _("Draft, check, number and issue papers; signing stays with a person on the page"),
        frozenset({"papers.see", "papers.draft", "papers.issue"}),
    ),
    "fees:read": (_("Read fees: who paid, who owes, what was handed up"), _SEE | {"fees.see"}),
    "fees:write": (_("Take in fees, hand up and settle"), _SEE | {"fees.see", "fees.collect"}),
    "attendance:read": (
        _("Read what branches held and who took part"),
        _SEE | {"attendance.see"},
    ),
    "attendance:write": (
        _("Record meetings and activities, correct and take back"),
        _SEE | {"attendance.see", "attendance.record"},
    ),
    "applications:read": (
        _("Read applications for admission in full, each time written down"),
        _SEE | {"cases.open"},
    ),
    "applications:write": (
        _("Open the link for applications and answer them"),
        _SEE | {"cases.see", "cases.open", "people.add"},
    ),
    "elections:write": (
        _("Prepare elections, enter their sheets and close them; name and designate to committees"),
        _SEE | {"cases.see", "cases.decide", "org.congress", "appointments.make"},
    ),
    "plans:read": (_("Read plans of reorganisation and play them through"), _SEE | {"org.reorganise"}),
    "plans:write": (
        _("Draw up, decide, carry out and take back plans of reorganisation"),
        _SEE | {"org.reorganise"},
    ),
    "training:read": (_("Read the training programme of members"), _SEE | {"training.see"}),
    "training:write": (
        _("Register and score members for training, send up and approve"),
        _SEE | {"training.see", "training.run"},
    ),
    "audit:read": (_("Read the log"), frozenset({"audit.read"})),
}


def rights_left_by(scopes: list[str]) -> frozenset[str]:
    """Return the rights these scopes leave; a scope that no longer exists leaves none."""
    return frozenset().union(*(SCOPES[scope][1] for scope in scopes if scope in SCOPES))
