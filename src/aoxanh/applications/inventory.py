"""What applications hold of people: that somebody wants to join the Union shows a political view; sealed, and deleted after a while."""

from django.utils.translation import gettext_lazy as _

from aoxanh.applications.models import Application, Link
from aoxanh.database.inventory import ALWAYS, NONE, Data, classify

APPLICATIONS = _("applications for admission sent by a branch's link")
A_WHILE = _(
    "90 days from the application or its answer, by a dated value; once it is a case, until the case opens"
)
ACTOR = Data("basic", APPLICATIONS, ALWAYS)

classify(Link, {"id unit code closes_on received opened_at closed_at": NONE, "opened_by closed_by": ACTOR})
classify(
    Application,
    {
        "id uid link unit receipt wrapped_key state received_at decided_at": NONE,
        "sealed case": Data("sensitive", APPLICATIONS, A_WHILE),
        "decided_by": Data("basic", APPLICATIONS, A_WHILE),
    },
)
