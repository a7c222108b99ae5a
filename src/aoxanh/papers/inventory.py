"""What papers hold of people: the words of a paper and its files are sealed; numbers, days and hashes name nobody."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, WITH_RECORD, Data, classify
from aoxanh.papers.models import (
    Issue,
    JointSigner,
    Number,
    NumberBook,
    Paper,
    PaperPerson,
    Scan,
    SignedFile,
    Voiding,
)

PAPERS = _("papers of the Union: what was decided, by whom, under which number")
OFFICE = Data("basic", PAPERS, ALWAYS)
WORDS = Data("sensitive", PAPERS, WITH_RECORD)

classify(NumberBook, {"id unit series department abbreviation term_starts_on last": NONE})
classify(Number, {"id book number shown on taken_at": NONE, "taken_by reserved_for": OFFICE})
classify(Voiding, {"id number at": NONE, "reason by": OFFICE})
classify(
    Paper,
    {
        "id uid wrapped_key unit body department kind form form_version state corrects drafted_at checked_at signed_at": NONE,
        "drafted_by checked_by signed_by signed_as": OFFICE,
        "sealed abstract_sealed": WORDS,
    },
)
classify(JointSigner, {"id paper unit signed_at": NONE, "signed_by signed_as": OFFICE})
classify(PaperPerson, {"id paper": NONE, "person": Data("sensitive", PAPERS, ALWAYS)})
classify(Issue, {"id paper number unit on at code digest template": NONE, "by": OFFICE, "sealed": WORDS})
classify(Scan, {"id paper kind size digest at": NONE, "by": OFFICE, "sealed reason_sealed": WORDS})
classify(
    SignedFile,
    {
        "id paper ordinal size digest at": NONE,
        "by duty signed_as fingerprint": OFFICE,
        "sealed certificate_sealed": WORDS,
    },
)
