"""What the records of people hold: basic data by NĐ 356/2025 Đ.3, sensitive data by Đ.4.

Ethnicity and religion are sensitive; so is being a member of the Union or the Party, which shows a political
view (the cautious reading). Identity number and photo are basic; both are kept sealed or behind a right.
"""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import NONE, WITH_RECORD, Data, classify
from aoxanh.people.models import (
    Address,
    Affiliation,
    ConsentEvent,
    Distinct,
    Guardianship,
    Merge,
    Person,
)

LISTS = _("keeping the Union's lists and papers")
ORIGIN = _("the member's file by the Central Union's form; figures without names")
REACH = _("reaching the person")
PAPERS = _("papers that ask for it, and knowing each person once")
GUARD = _("consent for children under 16")
CONSENT = _("proof of consent")
ONCE = _("knowing each person once")
BASIC, SENSITIVE = Data("basic", LISTS, WITH_RECORD), Data("sensitive", LISTS, WITH_RECORD)

classify(
    Person,
    {
        "id created_at updated_at revision": NONE,
        "uid user full_name search sort_key birth sex birth_place home_town": BASIC,
        "education qualification languages computing occupation workplace deceased_on": BASIC,
        "wrapped_key": Data("sensitive", _("opening what is sealed; erased first"), WITH_RECORD),
        "citizen_id_sealed citizen_id_index": Data("basic", PAPERS, WITH_RECORD),
        "phone_sealed phone_index email_sealed email_index": Data("basic", REACH, WITH_RECORD),
        "photo": Data("basic", _("the member's card and file, with consent"), WITH_RECORD),
        "ethnicity religion": Data("sensitive", ORIGIN, WITH_RECORD),
        "theory party_course_on party_probationary_on party_official_on": SENSITIVE,
        "merged_into": Data("basic", ONCE, WITH_RECORD),
    },
)
classify(
    Affiliation,
    {"id known_from known_until": NONE, "person unit role starts_on ends_on": SENSITIVE},
)
classify(
    Address,
    {
        "id kind": NONE,
        "person line_sealed administrative_unit starts_on ends_on": Data("basic", REACH, WITH_RECORD),
    },
)
classify(
    Guardianship,
    {"id": NONE, "child guardian relation starts_on ends_on": Data("basic", GUARD, WITH_RECORD)},
)
classify(
    ConsentEvent,
    {
        "id text_version text_sha256 at": NONE,
        "person purpose given given_by relation child_assents method recorded_by": Data(
            "basic", CONSENT, WITH_RECORD
        ),
    },
)
classify(
    Merge,
    {
        "id at undone_at": NONE,
        "kept gone moved": Data("basic", ONCE, WITH_RECORD),
        "before_sealed": Data("sensitive", ONCE, WITH_RECORD),
    },
)
classify(Distinct, {"id at": NONE, "one other": Data("basic", ONCE, WITH_RECORD)})
