"""Committees, terms and elections under the statute of the 12th congress (HD 20 §2, §4–8, §10–12, §19; Điều lệ Điều 9).

A table is read by `at_level`: first the unit's own code ("province/40"), then its sector ("branch/school"), then its
kind. Sizes are pairs, the least and the most.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aoxanh.membership.statute.values import Authority, Value

FROM = dt.date(2022, 12, 15)
SIZE = "HD 20 §4"
#: Thanh Hóa, Nghệ An; Hà Nội, Thành phố Hồ Chí Minh.
WIDE, WIDEST = ("province/38", "province/40"), ("province/01", "province/79")
#: Wherever a level is not named here the rules give no size, and none is asked for.
EXECUTIVE = {
    "branch": [3, 5], "grassroots_branch": [3, 5], "branch_cluster": [3, 11], "grassroots": [5, 15], "commune": [5, 15], "sub_grassroots": [5, 15],
    "section_union": [5, 15], "upper_grassroots": [15, 29], "bloc_union": [15, 29], "sector_union": [15, 29], "district": [15, 29], "province": [21, 41],
    **{code: [21, 53] for code in WIDE}, **{code: [21, 59] for code in WIDEST},
}  # fmt: skip
STANDING = {
    "branch_cluster": [3, 3], "upper_grassroots": [5, 9], "bloc_union": [5, 9], "sector_union": [5, 9], "district": [5, 9], "province": [7, 13], **{code: [7, 17] for code in WIDE},
    **{code: [7, 19] for code in WIDEST},
}  # fmt: skip
DEPUTIES = {
    "branch": 1, "grassroots_branch": 1, "branch_cluster": 1, "grassroots": 1, "commune": 1, "sub_grassroots": 1, "section_union": 1,
    "upper_grassroots": 2, "bloc_union": 2, "sector_union": 2, "district": 2, "province": 3, **dict.fromkeys((*WIDE, *WIDEST), 4),
}  # fmt: skip
CONSENTED = {"grassroots": 2, "commune": 2, "sub_grassroots": 2, "section_union": 2, "upper_grassroots": 3, "bloc_union": 3, "sector_union": 3, "district": 3}  # fmt: skip
INSPECTION = {"central": [15, 19], "province": [5, 9], **{code: [7, 11] for code in WIDEST}, "district": [5, 7], "upper_grassroots": [5, 7]}  # fmt: skip
#: In months. A branch of a school: its year; residential branches and everything marked so in membership §2.3: assumed.
TERMS = {
    "central": 60, "province": 60, "district": 60, "upper_grassroots": 60, "bloc_union": 60, "sector_union": 60, "grassroots": 60, "commune": 60,
    "sub_grassroots": 60, "section_union": 60, "cadre_board": 60, "armed_forces": 60, "branch_cluster": 30, "grassroots_branch": 30, "branch": 30,
    "branch/school": 12, "temp_branch": 6,
}  # fmt: skip

VALUES = [
    Value("committee_sizes", _("Members of the executive committee (least, most)"), EXECUTIVE, "R-ORG §2.2", SIZE, FROM),
    Value("standing_sizes", _("Members of the standing committee (least, most)"), STANDING, "R-ORG §2.2", SIZE, FROM),
    Value("standing_from", _("Members of the committee from which there is a standing committee"), 9, "R-ORG §2.2", SIZE, FROM),
    Value("standing_share", _("Most of the executive committee that sits in the standing committee"), "1/3", "R-ORG-03", "HD 20 §7.3c", FROM),
    Value("deputies", _("Most deputy secretaries"), DEPUTIES, "R-ORG §2.2", SIZE, FROM),
    Value("deputies_consented", _("Most deputy secretaries with the party committee's and the superior's consent"), CONSENTED, "R-ORG §2.2", SIZE, FROM),
    Value("inspection_sizes", _("Members of the inspection commission (least, most)"), INSPECTION, "R-ORG-04", "HD 20 §19.2, §21", FROM),
    Value("designated_over", _("Share by which designation may exceed what the congress decided"), "15/100", "R-ORG-05", "HD 20 §8.2b", FROM),
    Value("term_months", _("Length of the term in months"), TERMS, "R-ORG §2.3", "HD 20 §11.3, §12, §14, §16; QZ26", FROM),
    Value("term_adjustment", _("Share of the term by which it may be lengthened or shortened"), "1/2", "R-ORG-06", "HD 20 §10", FROM),
    Value("interim_months", _("Months of an interim committee until the first congress"), 6, "R-ORG-07", "Điều lệ Điều 9 k.8", FROM),
    Value("candidate_file_days", _("Days before the opening by which who is no delegate applies"), 15, "R-ELE-01", "HD 20 §2.1a", FROM),
    Value("elected_share", _("Share of the ballots issued that must be exceeded"), "1/2", "R-ELE-03", "HD 20 §7.6", FROM),
    Value("election_rounds", _("Most rounds of an election"), 2, "R-ELE-04", "HD 20 §7.7", FROM),
    Value("lost_months", _("Months in which who lost below is not put on the superior's list"), 12, "R-ELE-04", "HD 20 §7.6d", FROM, sure="assumed"),
    Value("designated_delegates", _("Most delegates designated, share of all"), "5/100", "R-ELE-05", "HD 20 §6.1b", FROM),
    Value("congress_quorum", _("Share of those summoned that must be present"), "2/3", "R-ELE-10", "", FROM, sure="assumed"),
    Value("recognition_file_days", _("Days to send the file for recognition"), 15, "R-ELE-08", "HD 20 §8.2b", FROM),
    Value("absences", _("Meetings missed in a row without reason after which a seat is lost"), 3, "R-ELE-09", "Điều lệ Điều 9 k.6", FROM),
]  # fmt: skip
AUTHORITY = [
    Authority("committee", "recognise", ("commune", "grassroots", "sub_grassroots", "section_union", "upper_grassroots", "district", "bloc_union", "sector_union", "province", "central"), "executive_committee", "R-ELE-08", "HD 20 §8.2b", FROM),
]  # fmt: skip
