"""What procedures, decisions and bodies of the authority table are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DECISIONS: dict[tuple[str, str], Any] = {
    ("admission", "ratify"): _("Admission: ratify"),
    ("admission", "decide"): _("Admission: decide by itself"),
    ("card", "issue"): _("Card: give"),
    ("card", "reissue"): _("Card: give again"),
    ("transfer", "release"): _("Transfer: release"),
    ("transfer", "accept"): _("Transfer: receive"),
    ("maturation", "decide"): _("Maturation: decide"),
    ("removal", "decide"): _("Removal from the list: decide"),
    ("honorary", "decide"): _("Honorary member: decide"),
    ("discipline", "reprimand"): _("Discipline: reprimand"),
    ("discipline", "warning"): _("Discipline: warning"),
    ("discipline", "expulsion"): _("Discipline: expulsion"),
    ("discipline", "officer_reprimand"): _("Discipline: reprimand of a committee member"),
    ("discipline", "officer"): _("Discipline: an officer"),
    ("discipline", "body"): _("Discipline: a committee"),
    ("discipline", "complaint"): _("Discipline: resolve a complaint"),
    ("removal", "report"): _("Removal from the list: take note"),
    ("removal", "annul"): _("Removal from the list: annul"),
    ("honorary", "propose"): _("Honorary member: propose"),
    ("classification", "recognise"): _("Classification: recognise"),
    ("outstanding", "recognise"): _("Outstanding member: recognise"),
    ("party_introduction", "introduce"): _("Introduction to the Party: resolve"),
    ("reward", "merit"): _("Reward: certificate of merit"),
    ("reward", "commendation"): _("Reward: commendation"),
    ("reward", "national"): _("Reward: of the Central Union"),
    ("fee", "exempt"): _("Fee: exempt"),
    ("committee", "recognise"): _("Committee: recognise"),
    ("unit", "establish"): _("Unit: establish, merge, split, dissolve"),
}
BODIES: dict[str, Any] = {
    "executive_committee": _("Executive committee"),
    "standing_committee": _("Standing committee"),
    "meeting": _("Branch meeting"),
    "inspection_commission": _("Inspection commission"),
}
GRADES: dict[str, Any] = {
    "excellent": _("Excellent"),
    "good": _("Good"),
    "completed": _("Completed"),
    "not_completed": _("Not completed"),
}
#: Patterns in words, as the page of the statute says them.
PATTERNS: dict[str, Any] = {
    r"[0-9A-Z][0-9A-Z ./-]{0,28}": _(
        "Digits and capital letters, with spaces, dots, slashes or hyphens; 29 characters at most"
    ),
}
MEASURES: dict[str, Any] = {
    "reprimand": _("Reprimand"),
    "warning": _("Warning"),
    "dismissal": _("Dismissal from office"),
    "expulsion": _("Expulsion"),
}
REWARDS: dict[str, Any] = {
    "praise": _("Praise by the branch"),
    "merit": _("Certificate of merit"),
    "commendation": _("Commendation"),
    "flag": _("Emulation flag"),
    "title": _("Honorary title"),
    "badge": _("Badge of honour"),
    "medal": _("Commemorative medal"),
    "prize": _("Prize"),
}
