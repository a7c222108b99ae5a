"""Closed lists a person's particulars are chosen from, as data.

Ethnic groups: QĐ 121-TCTK/PPCĐ (2/3/1979), the 54 groups by their official numbers. Religions: those
recognised by the Government Committee for Religious Affairs that its lists name most often. Education and
political theory: as the Union's forms word them (HD 30, forms 1.1, 3.1, 3.3).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEXES = [("male", pgettext_lazy("sex", "Male")), ("female", pgettext_lazy("sex", "Female"))]

ETHNICITIES = [
    (f"{number:02}", name)
    for number, name in enumerate(
        (
            "Kinh", "Tày", "Thái", "Hoa", "Khmer", "Mường", "Nùng", "Mông", "Dao", "Gia Rai", "Ngái", "Ê Đê", "Ba Na",
            "Xơ Đăng", "Sán Chay", "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Raglay", "Xtiêng", "Bru Vân Kiều", "Thổ",
            "Giáy", "Cơ Tu", "Giẻ Triêng", "Mạ", "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro", "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru",
            "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y",
            "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm",
        ),
        start=1,
    )
]  # fmt: skip

RELIGIONS = [
    ("none", pgettext_lazy("religion", "None")),
    ("buddhism", _("Buddhism")),
    ("catholicism", _("Catholicism")),
    ("protestantism", _("Protestantism")),
    ("hoa_hao", _("Hoa Hao Buddhism")),
    ("cao_dai", _("Cao Dai")),
    ("islam", _("Islam")),
    ("other", pgettext_lazy("religion", "Other")),
]

EDUCATION = [
    ("primary", _("Primary school")),
    ("lower_secondary", _("Lower secondary school")),
    ("upper_secondary", _("Upper secondary school")),
]

QUALIFICATION = [
    ("vocational", _("Vocational certificate")),
    ("intermediate", _("Intermediate diploma")),
    ("college", _("College")),
    ("university", _("University")),
    ("master", _("Master")),
    ("doctorate", _("Doctorate")),
]

THEORY = [
    ("elementary", pgettext_lazy("theory", "Elementary")),
    ("intermediate", pgettext_lazy("theory", "Intermediate")),
    ("advanced", pgettext_lazy("theory", "Advanced")),
]

RELATIONS = [("father", _("Father")), ("mother", _("Mother")), ("guardian", _("Guardian"))]

#: What somebody is put on a unit's list as, by hand.
HAND_ROLES = [
    ("youth", _("Young person")),
    ("officer", _("Officer")),
    ("pupil", _("Pupil")),
    ("citizen", _("Citizen on a team")),
]

#: The statuses the membership book alone writes (membership §5); one of them at a time, at one unit.
STATUSES = [
    ("candidate", _("Candidate")),
    ("approved", _("Approved, before the ceremony")),
    ("member", _("Member")),
    ("matured", _("Matured")),
    ("removed", _("Removed from the list")),
    ("expelled", _("Expelled")),
    ("resigned", _("Resigned")),
    ("left", _("Transferred out of the system")),
    ("deceased", _("Deceased")),
    ("merged", _("Merged into another record")),
]
BOOK_ROLES = tuple(code for code, _title in STATUSES)
#: Who has gone out of a unit's life; they keep no unit open.
ENDED_ROLES = ("matured", "removed", "expelled", "resigned", "left", "deceased", "merged")
ROLES = [*HAND_ROLES, *STATUSES]

ADDRESS_KINDS = [("permanent", _("Permanent address")), ("current", _("Current address"))]
