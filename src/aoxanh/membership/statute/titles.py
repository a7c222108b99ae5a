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
    ("fee", "exempt"): _("Fee: exempt"),
    ("unit", "establish"): _("Unit: establish, merge, split, dissolve"),
}
BODIES: dict[str, Any] = {
    "executive_committee": _("Executive committee"),
    "standing_committee": _("Standing committee"),
    "meeting": _("Branch meeting"),
}
GRADES: dict[str, Any] = {
    "excellent": _("Excellent"),
    "good": _("Good"),
    "completed": _("Completed"),
    "not_completed": _("Not completed"),
}
