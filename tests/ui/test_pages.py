"""The frame's own addresses, the living page, and what every error looks like."""

import errno
import json
import sqlite3

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from aoxanh.ui import context, errors, navigation

STATUSES = sorted(errors.WORDINGS)


def raising(error):
    def view(request):
        raise error

    return login_not_required(view)


urlpatterns = [
    path("locked/", raising(OperationalError("database is locked"))),
    path("full/", raising(OSError(errno.ENOSPC, "No space left on device"))),
    path("sqlite-full/", raising(OperationalError("database or disk is full"))),
    path("forbidden/", raising(PermissionDenied("Chỉ bí thư được làm việc này."))),
    path("broken/", raising(ZeroDivisionError())),
    path("form/", login_not_required(lambda request: HttpResponse(request.POST.get("a", "")))),
    path("api/locked/", raising(OperationalError("database is locked"))),
    path("", include("aoxanh.config.urls")),
]
handler400 = "aoxanh.ui.errors.bad_request"
handler403 = "aoxanh.ui.errors.permission_denied"
handler404 = "aoxanh.ui.errors.page_not_found"
handler500 = "aoxanh.ui.errors.server_error"


@pytest.fixture
def troubled(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_the_living_page_asks_the_database_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/ui/", headers={"accept-language": "vi"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Hoàng Phủ Ngọc Tường Vân" in text
    assert '<html lang="vi"' in text


@pytest.mark.parametrize("path", ["/ui/", "/ui/parts/tree/"])
def test_the_living_page_is_hidden_from_strangers_outside_a_demo(client, db, settings, path):
    settings.PROFILE = "production"
    assert client.get(path).status_code == 404


def test_the_theme_is_kept_in_a_cookie_and_drawn_by_the_server(client):
    answer = client.post("/preferences/theme/", {"theme": "dark", "next": "/ui/"})
    assert answer["Location"] == "/ui/"
    assert 'data-bs-theme="dark"' in client.get("/ui/").content.decode()
    client.post("/preferences/theme/", {"theme": "auto", "next": "/ui/"})
    assert "data-bs-theme" not in client.get("/ui/").content.decode()


def test_the_theme_leads_nowhere_else(client):
    assert client.post("/preferences/theme/", {"theme": "dark", "next": "//evil.example/"})["Location"] == "/"


def test_the_application_can_be_installed(client):
    described = json.loads(client.get("/manifest.webmanifest").content)
    assert {i["purpose"] for i in described["icons"]} == {"any", "maskable"}
    worker = client.get("/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/offline/" in worker.content.decode()
    assert client.get("/offline/").status_code == 200


def test_the_menu_draws_three_places_on_the_phone(rf, monkeypatch):
    class Person:
        is_authenticated = True

        def __str__(self):
            return "Phan Thị Thu Hà"

    places = [
        navigation.Entry(f"Mục {n}", "home", "ui:gallery", phone=True, count=lambda _r: 1284)
        for n in range(5)
    ]
    monkeypatch.setattr(navigation, "ENTRIES", places)
    request = rf.get("/ui/")
    request.user = Person()
    given = Context({"request": request, **context.page(request)})
    drawn = Template('{% extends "ui/page.html" %}').render(given)
    bar = drawn[drawn.index('class="phonebar"') : drawn.index("</nav>", drawn.index('class="phonebar"'))]
    assert [n for n in range(5) if f"Mục {n}" in bar] == [0, 1, 2]
    assert "1.284" in bar
    assert "PH" in drawn


def test_the_menu_names_each_group_once(rf, monkeypatch):
    """Entries of one group stand together, in order, wherever their numbers lie."""
    placed = [
        ("Trang đầu", ""),
        ("Thẻ", "Của tôi"),
        ("Hồ sơ", "Nghiệp vụ"),
        ("Sổ", "Của tôi"),
        ("Cây", "Nghiệp vụ"),
    ]
    entries = [
        navigation.Entry(label, "home", "ui:gallery", group=group, order=n, visible=lambda _r: True)
        for n, (label, group) in enumerate(placed)
    ]
    monkeypatch.setattr(navigation, "ENTRIES", entries)
    request = rf.get("/ui/")
    request.user = type("Person", (), {"is_authenticated": True})()
    assert [place["entry"].label for place in navigation.menu_for(request)] == [
        "Trang đầu",
        "Thẻ",
        "Sổ",
        "Hồ sơ",
        "Cây",
    ]
    request.user = type("Stranger", (), {"is_authenticated": False})()
    assert navigation.menu_for(request) == []


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("language", "button"),
    [("vi", "Về trang đầu|Thử lại|Tìm kiếm"), ("en", "To the first page|Try again|Search")],
)
def test_each_error_says_what_happened_and_what_next_with_a_reference(status, language, button):
    request = RequestFactory().get("/x/", headers={"accept-language": language})
    answer = errors.render_error(request, status, retry_after=9)
    text = answer.content.decode()
    assert answer.status_code == status
    assert answer["Retry-After"] == "9"
    assert request.reference in text
    assert any(word in text for word in button.split("|"))
    said = {}
    for one in ("vi", "en"):
        with translation.override(one):
            said[one] = str(errors.WORDINGS[status].title)
    assert said["vi"] != said["en"]
    assert said[language] in text
    assert said["en" if language == "vi" else "vi"] not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/locked/", 503),
        ("/full/", 507),
        ("/sqlite-full/", 507),
        ("/forbidden/", 403),
        ("/broken/", 500),
        ("/none/", 404),
    ],
)
def test_what_breaks_gets_its_page(troubled, path, status):
    answer = troubled.get(path)
    assert answer.status_code == status
    assert answer["X-Request-Id"] in answer.content.decode()
    if status == 503:
        assert answer["Retry-After"] == "5"


def test_a_refusal_says_its_reason(troubled):
    assert "Chỉ bí thư được làm việc này." in troubled.get("/forbidden/").content.decode()


def test_the_api_answers_in_its_own_way(troubled):
    answer = troubled.get("/api/locked/")
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == 503
    assert answer["X-Request-Id"] in problem["instance"]


def test_a_fragment_gets_a_sentence(troubled):
    answer = troubled.get("/locked/", headers={"hx-request": "true"})
    assert answer["Content-Type"].startswith("text/plain")


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10)
def test_too_large_a_form_is_413(troubled):
    assert (
        troubled.post(
            "/form/", "a=" + "b" * 100, content_type="application/x-www-form-urlencoded"
        ).status_code
        == 413
    )


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=2)
def test_too_many_fields_is_413(troubled):
    assert troubled.post("/form/", {"a": 1, "b": 2, "c": 3}).status_code == 413


def test_a_stale_form_is_explained():
    answer = Client(enforce_csrf_checks=True).post(
        "/preferences/theme/", {"theme": "dark"}, headers={"accept-language": "vi"}
    )
    assert answer.status_code == 403
    assert "Xin gửi lại lần nữa" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RequestDataTooBig(), 413),
        (TooManyFieldsSent(), 413),
        (OSError(errno.EACCES, "no"), 500),
        (sqlite3.OperationalError("database or disk is full"), 507),
        (None, 500),
    ],
)
def test_statuses_of_exceptions(error, status):
    assert errors.status_of(error) == status


def test_the_last_net_still_shows_words_and_number(monkeypatch):
    def broken(_name):
        raise RuntimeError

    monkeypatch.setattr(errors.loader, "get_template", broken)
    request = RequestFactory().get("/")
    assert errors.reference_of(request) in errors.render_error(request, 500).content.decode()


def test_every_page_keeps_to_the_strict_policy(client):
    policy = client.get("/ui/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
