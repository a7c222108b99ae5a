"""The API of the house: the routers of every room under /api/, their OpenAPI document and its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path
from django.utils import translation
from ninja import NinjaAPI

from aoxanh.accounts import api as accounts
from aoxanh.api.doors import Pace
from aoxanh.api.problems import answer_problems, not_allowed
from aoxanh.api.schema import completed
from aoxanh.applications import api as applications
from aoxanh.attendance import api as attendance
from aoxanh.cases import attachment_api, docket_api, move_api, reward_api
from aoxanh.config.api_page import docs
from aoxanh.elections import committee_api, sheet_api
from aoxanh.fees import remittance_api
from aoxanh.membership import api as membership
from aoxanh.org import decision_api
from aoxanh.papers import number_api, paper_api
from aoxanh.people import appointment_api, record_api
from aoxanh.reorganisation import play_api
from aoxanh.statistics import api as statistics
from aoxanh.training import score_api

VERSION = "1"
ABOUT = (
    "The same rights, forms and operations as the pages. Lists are read as of a day (`as_of`) and page by page "
    "(`after`, `limit`, `next`). Every POST and PATCH carries an `Idempotency-Key`: sent again, it has one effect "
    "and the same answer. A paper written by hand is signed by a person on its page, not by a "
    "program. Refusals are problem+json (RFC 9457) in Vietnamese or English (`Accept-Language`)."
)

api = NinjaAPI(
    title="Áo Xanh", version=VERSION, description=ABOUT, docs_url=None, openapi_url=None, throttle=Pace("all"),
    urls_namespace="api",
)  # fmt: skip
answer_problems(api)
#: Modules with endpoints; those of a room share its one router, so that an address has all its methods.
MODULES = (
    accounts, decision_api, record_api, appointment_api, membership, statistics, paper_api, number_api, remittance_api, attendance, move_api,
    attachment_api, docket_api, reward_api, applications, sheet_api, committee_api, score_api, play_api,
)  # fmt: skip
for _router in dict.fromkeys(module.router for module in MODULES):
    api.add_router("", _router)


def document() -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document."""
    return completed(api.get_openapi_schema(path_prefix="api/"))


def openapi(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document; its words are English, as the names in it are."""
    del request
    with translation.override("en"):
        return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def opened(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view the sign-in page does not stand before: its door answers 401; a wrong method is a problem."""

    @wraps(view)
    def answer(request: HttpRequest, *places: Any, **named: Any) -> Any:
        response = view(request, *places, **named)
        if isinstance(response, HttpResponseNotAllowed):
            return not_allowed(request, response["Allow"])
        response["Cache-Control"] = "private, no-store"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # the door asks for it where a session is used
    answer.login_required = False  # type: ignore[attr-defined]
    return answer


def opened_patterns() -> list[URLPattern]:
    """Return the addresses of all routers, each opened."""
    patterns = [
        pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    for pattern in patterns:
        pattern.callback = opened(pattern.callback)
    return patterns


api_patterns = [
    path("openapi.json", opened(openapi), name="openapi"),
    path("docs/", opened(partial(docs, document=document)), name="docs"),
    *opened_patterns(),
]
