"""Every address of the house: each room names its own below its word."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from aoxanh.config.api import api_patterns
from aoxanh.drafts.views import draft
from aoxanh.people.list_views import search
from aoxanh.ui.work_views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("aoxanh.ui.urls")),
    path("units/", include("aoxanh.org.urls")),
    path("people/", include("aoxanh.people.urls")),
    path("", include("aoxanh.membership.urls")),
    path("", include("aoxanh.papers.urls")),
    path("intake/", include("aoxanh.intake.urls")),
    path("statistics/", include("aoxanh.statistics.urls")),
    path("fees/", include("aoxanh.fees.urls")),
    path("attendance/", include("aoxanh.attendance.urls")),
    path("training/", include("aoxanh.training.urls")),
    path("cases/", include("aoxanh.cases.urls")),
    path("committees/", include("aoxanh.elections.urls")),
    path("", include("aoxanh.applications.urls")),
    path("reorganisation/", include("aoxanh.reorganisation.urls")),
    path("search/", search, name="search"),
    path("draft/", draft, name="draft"),
    path("accounts/", include("aoxanh.accounts.urls")),
    path("api/", include((api_patterns, "api"))),
    path("keeping/", include("aoxanh.keeping.urls")),
    path("jobs/", include("aoxanh.jobs.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
]

handler400 = "aoxanh.ui.errors.bad_request"
handler403 = "aoxanh.ui.errors.permission_denied"
handler404 = "aoxanh.ui.errors.page_not_found"
handler500 = "aoxanh.ui.errors.server_error"
handler429 = "aoxanh.ui.errors.too_many_requests"  # allauth looks for it here
