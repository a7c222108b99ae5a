"""Statute of the 12th congress (15/12/2022) with HD 20-HD/TWĐTN-BTC (12/7/2023) and HD 30-HD/TWĐTN-BTC (31/12/2023)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aoxanh.membership.statute import committees_12
from aoxanh.membership.statute.values import Authority, Value

FROM, TIER, NEXT = dt.date(2022, 12, 15), dt.date(2025, 7, 1), dt.date(2026, 4, 1)
EDITION = "khóa XII"

#: Values without an end hold until a later version says otherwise: a newer value of the same code goes first.
VALUES = [
    Value("admission_age", _("Least age for admission (years and days)"), [15, 1], "R-ADM-01", "HD 20 §1.1a; HD 30 I.1", FROM),
    Value("admission_age_most", _("Most age for admission (years)"), 30, "R-ADM-02", "HD 20 §1.1a", FROM),
    Value("sponsor_months", _("Months the introducer has known the applicant"), 3, "R-ADM-06", "HD 20 §1.3", FROM),
    Value("ceremony_months", _("Months from the decision to the ceremony"), 1, "R-ADM-09", "HD 30 I.4", FROM),
    Value("readmission_months", _("Months from expulsion to a new admission"), 12, "R-DIS-08", "HD 20 §23.2c, §26.3b", FROM),
    Value("transfer_months", _("Months to move the file after a change"), 1, "R-TRF-01", "HD 30 II.2.1", FROM),
    Value("temporary_months", _("Months of temporary activity at home"), 3, "R-TMP-01", "HD 30 II.2.3", FROM),
    Value("abroad_months", _("Months abroad before the file is transferred"), 12, "P6", "HD 20 §3.3e", FROM),
    Value("maturity_age", _("Age over which a member matures"), 30, "R-MAT-01", "HD 30 II.5", FROM),
    Value("maturity_age_most", _("Age no ordinary member stays beyond"), 35, "R-MAT-01", "HD 30 II.5", FROM),
    Value("removal_months", _("Months without activity or fee in a year"), 3, "R-DEL-01", "HD 20 §3.1", FROM),
    Value("removal_consecutive", _("Whether those months must be consecutive"), False, "R-DEL-01", "HD 20 §3.1", FROM),
    Value("away_months", _("Months away during which nobody is removed"), 12, "R-AWY-01", "HD 20 §3.1b", FROM),
    Value("sanction_months", _("Months after which a measure expires"), 12, "R-DIS-08", "HD 20 §26.3", FROM),
    Value("suspension_months", _("Months of a suspension, once repeatable"), 3, "P14", "HD 20 §23", FROM),
    Value("confirmation_months", _("Months the former union's confirmation of a lost book is good for"), 3, "P15", "HD 20 §3.3d", FROM),
    Value("complaint_days", _("Days to complain about a decision"), 30, "R-DIS-12", "HD 20 §25.2", FROM),
    Value("complaint_resolution_days", _("Days for the superior to resolve a complaint"), 30, "R-DIS-12", "HD 20 §25.2", FROM),
    Value("recognition_days", _("Days for the superior to recognise"), 15, "R-ELE-08", "HD 20 §8.2b", FROM),
    Value("branch_least", _("Least members of a branch"), 3, "R-ORG §2.1", "HD 20 §11.1d", FROM),
    Value("branch_committee_from", _("Members from which a branch elects a committee"), 9, "R-ORG §2.2", "HD 20 §4", FROM),
    Value("grassroots_least", _("Least members of a grassroots union"), 30, "R-ORG §2.1", "HD 20 §11.2", FROM),
    Value("fee_rates", _("Monthly fee in đồng: without salary, salaried"), [2000, 5000], "R-FEE-01", "NQ 07-NQ/TWĐTN (25/11/2010)", dt.date(2011, 1, 1)),
    Value("fee_share", _("Share of the fee handed up"), "1/3", "R-FEE-04", "HD 20 §32.3", FROM),
    Value("fee_exemption_months", _("Most months of exemption from the fee"), 6, "R-FEE-03", "HD 20 §32.1a", FROM),
    Value("grades", _("Grades of the yearly classification"), ["excellent", "good", "completed", "not_completed"], "P11", "HD 30 III.1; HD 638", FROM),
    Value("classification_months", _("Months in the branch before it classifies"), 6, "R-EVL-01", "HD 638-HD/ĐTNCA (ngành)", FROM, sure="assumed"),
    Value("activity_shares", _("Least share of activities attended for the best three grades"), ["90/100", "80/100", "50/100"], "P11", "HD 638-HD/ĐTNCA (ngành)", FROM, sure="assumed"),
    Value("meeting_months", _("Months within which a branch meets"), 1, "R-MTG-01", "HD 20 §11.1a", FROM),
    Value("online_meetings", _("Most online meetings of a branch for its special nature in a year"), 3, "R-MTG-04", "HD 20 §11.1b", FROM),
    Value("training_points", _("Training programme: groups, and points of each"), [5, 20], "P10", "Phần mềm Quản lý nghiệp vụ công tác đoàn viên (mẫu nhập)", FROM, sure="assumed"),
    Value("training_year", _("Training by the calendar year: first month, month of evaluation, months to register"), [1, 12, 3], "R-EVL-03", "Lịch dùng phần mềm; chưa tìm thấy hướng dẫn", FROM, sure="assumed"),
    Value("training_school_year", _("Training by the school year: first month, month of evaluation, months to register"), [9, 8, 2], "R-EVL-03", "Lịch dùng phần mềm của trường; chưa tìm thấy hướng dẫn", FROM, sure="assumed"),
    Value("transfer_overdue_months", _("Months after moving from which the new place may ask for a review"), 3, "R-TRF-02", "HD 30 II.2.3", FROM),
    Value("application_days", _("Days after which an application by link is deleted"), 90, "P1", "", FROM, sure="assumed"),
    Value("application_early_months", _("Months before the least age from which an application by link is taken"), 3, "R-ADM-01", "", FROM, sure="assumed"),
    Value("reminder_days", _("Days before the last day of a step on which it is reminded of"), 5, "R-STA-01", "", FROM, sure="assumed"),
    Value("escalation_days", _("Days after the last day of a step on which the superior is told"), 7, "R-STA-01", "", FROM, sure="assumed"),
    Value("card_pattern", _("Pattern of card numbers"), r"[0-9A-Z][0-9A-Z ./-]{0,28}", "R-REC §3.3", "", FROM, sure="assumed"),
    *committees_12.VALUES,
]  # fmt: skip

GRASSROOTS = ("grassroots", "commune", "upper_grassroots", "section_union")
#: Whoever stands directly above: the kinds a unit can be placed under.
SUPERIORS = (
    *GRASSROOTS,
    "grassroots_branch",
    "district",
    "province",
    "bloc_union",
    "sector_union",
    "central",
)
AUTHORITY = [
    Authority("admission", "ratify", GRASSROOTS, "executive_committee", "R-ADM-07", "HD 20 §1.3d", FROM),
    Authority("admission", "decide", ("grassroots_branch",), "executive_committee", "R-ADM-07", "HD 20 §1.3d", FROM),
    Authority("card", "issue", ("district", "upper_grassroots"), "standing_committee", "R-REC §3.3", "HD 20 §3.3c", FROM, TIER),
    Authority("card", "issue", GRASSROOTS, "executive_committee", "R-REC §3.3", "QZ26", TIER, sure="assumed"),
    Authority("card", "reissue", ("district", "upper_grassroots"), "standing_committee", "P15", "HD 20 §3.3d", FROM, TIER),
    Authority("card", "reissue", GRASSROOTS, "executive_committee", "P15", "QZ26", TIER, sure="assumed"),
    Authority("transfer", "release", GRASSROOTS, "executive_committee", "R-TRF-03", "HD 20 §3.3đ", FROM),
    Authority("transfer", "accept", GRASSROOTS, "executive_committee", "R-TRF-03", "HD 20 §3.3đ", FROM),
    Authority("maturation", "decide", ("branch", "grassroots_branch"), "meeting", "R-MAT-01", "HD 30 II.5", FROM),
    Authority("removal", "decide", ("branch", "grassroots_branch"), "meeting", "R-DEL-01", "HD 30 II.7", FROM),
    Authority("honorary", "decide", ("district", "upper_grassroots"), "standing_committee", "R-HON-01", "HD 30 II.6", FROM, TIER),
    Authority("honorary", "decide", ("commune", "province"), "standing_committee", "R-HON-01", "R-ORG-10", TIER, sure="assumed"),
    Authority("discipline", "reprimand", ("branch", "grassroots_branch"), "meeting", "R-DIS-01", "HD 20 §24", FROM),
    Authority("discipline", "warning", GRASSROOTS, "executive_committee", "R-DIS-01", "HD 20 §24", FROM),
    Authority("discipline", "expulsion", GRASSROOTS, "executive_committee", "R-DIS-01", "HD 20 §24", FROM),
    Authority("discipline", "officer_reprimand", SUPERIORS, "inspection_commission", "R-DIS-01", "HD 20 §24", FROM),
    Authority("discipline", "officer", SUPERIORS, "executive_committee", "R-DIS-01", "HD 20 §24", FROM),
    Authority("discipline", "body", SUPERIORS, "executive_committee", "R-DIS-02", "HD 20 §24.4", FROM),
    Authority("discipline", "complaint", (*GRASSROOTS, "district", "province"), "inspection_commission", "R-DIS-12", "HD 20 §25.2", FROM),
    Authority("removal", "report", GRASSROOTS, "executive_committee", "R-DEL-01", "HD 30 II.7", FROM),
    Authority("removal", "annul", GRASSROOTS, "executive_committee", "R-DEL-01", "", FROM, sure="assumed"),
    Authority("honorary", "propose", GRASSROOTS, "executive_committee", "R-HON-01", "HD 30 II.6", FROM),
    Authority("classification", "recognise", GRASSROOTS, "executive_committee", "R-EVL-02", "", FROM, sure="assumed"),
    Authority("outstanding", "recognise", GRASSROOTS, "executive_committee", "R-OUT-01", "HD 30 III.2", FROM),
    Authority("party_introduction", "introduce", GRASSROOTS, "executive_committee", "R-OUT-01", "HD 30 III.2", FROM),
    Authority("reward", "merit", (*GRASSROOTS, "district"), "executive_committee", "P13", "HD 20 §14.3b", FROM, sure="assumed"),
    Authority("reward", "commendation", ("province",), "executive_committee", "P13", "", FROM, sure="assumed"),
    Authority("reward", "national", ("central",), "executive_committee", "P13", "", FROM, sure="assumed"),
    Authority("fee", "exempt", GRASSROOTS, "executive_committee", "R-FEE-03", "HD 20 §32.1a", FROM),
    Authority("unit", "establish", ("district", "province", *GRASSROOTS), "standing_committee", "R-ORG §2.6", "HD 20 §5.1", FROM),
    *committees_12.AUTHORITY,
]  # fmt: skip
