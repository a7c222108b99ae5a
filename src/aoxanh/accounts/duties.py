"""Duties and the rights each carries, as data. A right reaches the unit of the appointment and all below it.

A right is one verb of the house. What a duty may do follows HD 20 §5.1 (the direct superior decides on
units), §8.2b (the superior recognises officers), §19–21 (inspection), and for personal data Luật
91/2025/QH15 and NĐ 356/2025 (ethnicity and religion are sensitive: a right of their own).
`./aoxanh permissions` prints the whole matrix into docs/reference/permissions.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

RIGHTS: dict[str, object] = {
    "org.establish": _("Establish units below"),
    "org.rename": _("Change the particulars of units below"),
    "org.move": _("Move units below"),
    "org.change_kind": _("Change the kind of units below"),
    "org.close": _("Close units below"),
    "org.reorganise": _("Plan and carry out reorganisations below"),
    "org.congress": _("Record congresses and terms"),
    "appointments.make": _("Appoint to and remove from duties in units below"),
    "accounts.invite": _("Hand out sign-in links"),
    "people.see": _("See people"),
    "people.add": _("Add people"),
    "people.edit": _("Correct people's particulars"),
    "people.merge": _("Merge duplicates"),
    "people.reveal": _("Read identity numbers and contacts in full"),
    "people.sensitive": _("See ethnicity and religion"),
    "people.export": _("Take lists out"),
    "people.consent": _("Record consents"),
    "book.record": _("Enter lines in the membership book from papers"),
    "book.correct": _("Take lines of the membership book back"),
    "cases.see": _("See cases of the Union's procedures"),
    "cases.open": _("Open cases"),
    "cases.decide": _("Decide where a case waits, for the unit's own body"),
    "fees.see": _("See fees"),
    "fees.collect": _("Take in fees, hand up and settle"),
    "attendance.see": _("See who takes part in meetings and activities"),
    "attendance.record": _("Record meetings and activities, and who took part"),
    "training.see": _("See the training programme of members"),
    "training.run": _("Register and score members for training, send up and approve"),
    "statistics.issue": _("Issue reports"),
    "papers.see": _("Read papers"),
    "papers.draft": _("Draft and check papers of the unit"),
    "papers.sign": _("Sign papers of the unit"),
    "papers.issue": _("Number, issue and void papers of the unit"),
    "audit.read": _("Read the log of what was done"),
    "system.operate": _("Operate the installation (no personal data)"),
}

_DATA = {"people.see", "people.add", "people.edit", "people.reveal", "people.consent"}
_FEES = {"fees.see", "fees.collect"}
_ATTENDANCE = {"attendance.see", "attendance.record"}
_TRAINING = {"training.see", "training.run"}
_CASES = {"cases.see", "cases.open", "cases.decide"}
_PAPERS = {"papers.see", "papers.draft", "papers.issue"}
_ORG = {"org.establish", "org.rename", "org.move", "org.change_kind", "org.close", "org.reorganise"}


@dataclass(frozen=True)
class Duty:
    """A post in a unit, and the rights it carries there and below."""

    code: str
    title: object
    rights: frozenset[str]
    order: int
    one_at_a_time: bool = False
    in_office: bool = True


_ROWS = [
    Duty("secretary", _("Secretary"), frozenset({*_DATA, *_ORG, "org.congress", "appointments.make", "accounts.invite", "people.merge", "people.sensitive", "people.export", "audit.read", "book.record", "book.correct", "statistics.issue", *_FEES, *_ATTENDANCE, *_TRAINING, *_CASES, *_PAPERS, "papers.sign"}), 0, one_at_a_time=True),
    Duty("deputy_secretary", _("Deputy secretary"), frozenset({*_DATA, *_ORG, "org.congress", "appointments.make", "accounts.invite", "people.merge", "people.sensitive", "people.export", "audit.read", "book.record", "book.correct", "statistics.issue", *_FEES, *_ATTENDANCE, *_TRAINING, *_CASES, *_PAPERS, "papers.sign"}), 1),
    Duty("standing_committee", _("Standing committee member"), frozenset({*_DATA, "org.congress", "people.merge", "people.export", "book.record", "statistics.issue", *_FEES, *_ATTENDANCE, *_TRAINING, *_CASES, *_PAPERS}), 2),
    Duty("committee_member", _("Committee member"), frozenset({"people.see", "cases.see", "papers.see"}), 3),
    Duty("inspection", _("Inspection commission"), frozenset({"people.see", "people.sensitive", "audit.read", "fees.see", "attendance.see", "training.see", "cases.see", "papers.see"}), 4),
    Duty("office_staff", _("Office staff"), frozenset({*_DATA, "org.rename", "org.congress", "accounts.invite", "people.merge", "people.export", "book.record", "statistics.issue", *_FEES, *_ATTENDANCE, *_TRAINING, "cases.see", "cases.open", *_PAPERS}), 5),
    Duty("pioneer_leader", _("Pioneer general-in-charge"), frozenset({*_DATA, "org.establish", "org.rename"}), 6),
    Duty("auditor", _("Auditor"), frozenset({"people.see", "audit.read", "papers.see"}), 7, in_office=False),
    Duty("operator", _("System operator"), frozenset({"system.operate"}), 8, in_office=False),
]  # fmt: skip

DUTIES: dict[str, Duty] = {duty.code: duty for duty in _ROWS}
DUTY_CHOICES = [(duty.code, duty.title) for duty in _ROWS]
