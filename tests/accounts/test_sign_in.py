"""Signing in by any name; unknown names, wrong passwords and closed accounts get one and the same answer."""

from __future__ import annotations

import re

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from aoxanh.accounts.models import User
from aoxanh.audit.models import AuditEntry
from aoxanh.jobs.models import Job

from .conftest import GOOD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.mark.parametrize(
    "name",
    [
        "ksory",
        "KSORY",
        " ksory ",
        "0987654321",
        "0987 654 321",
        "+84 987 654 321",
        "84987654321",
        "Ksor@Example.VN",
    ],
)
def test_one_signs_in_by_user_name_phone_or_e_mail_in_any_spelling(client, world, name):
    answer = client.post(LOGIN, {"login": name, "password": GOOD})
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == world.ksor.pk
    assert AuditEntry.objects.filter(action="accounts.sign_in", actor_id=world.ksor.pk).count() == 1


def words(answer):
    """The page without what differs by itself: tokens, command keys and what was typed."""
    text = re.sub(r'(value|content)="[^"]*"', "", answer.content.decode())
    return re.sub(r"hx-headers='[^']*'", "", text)


def test_unknown_wrong_closed_and_unopened_accounts_get_the_same_page(client, world):
    User.objects.filter(pk=world.dung.pk).update(is_active=False)
    User.objects.create_user("chuamo", name="Chưa Mở")
    pages = {
        words(client.post(LOGIN, {"login": name, "password": "sai mật khẩu rồi đó"}))
        for name in ("khongco", "ksory", "dungnv", "chuamo")
    } | {words(client.post(LOGIN, {"login": "dungnv", "password": GOOD}))}
    assert len(pages) == 1
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in pages.pop()


def test_each_refusal_hashes_exactly_one_password(world, monkeypatch):
    hashed = []
    hasher = __import__("django.contrib.auth.hashers", fromlist=["x"]).get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(
        type(hasher), "encode", lambda self, *a, **k: (hashed.append(1), encode(self, *a, **k))[1]
    )
    User.objects.create_user("chuamo", name="Chưa Mở")
    for name in ("khongco", "ksory", "chuamo"):
        hashed.clear()
        assert authenticate(None, username=name, password="sai") is None
        assert len(hashed) == 1, name


def test_the_page_refuses_known_unknown_and_closed_names_after_the_same_work(client, world, monkeypatch):
    """One hash and the same statements: the time of an answer tells nobody who has an account (proof API2)."""
    hasher = type(get_hasher())
    encode, hashed, work = hasher.encode, [], {}
    monkeypatch.setattr(hasher, "encode", lambda self, *a, **k: (hashed.append(1), encode(self, *a, **k))[1])
    User.objects.filter(pk=world.dung.pk).update(is_active=False)
    client.get(LOGIN)
    for name in (
        "khongco",
        "ksory",
        "0987654321",
        "0911222333",
        "ksor@example.vn",
        "ai@example.vn",
        "dungnv",
    ):
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            assert (
                client.post(LOGIN, {"login": name, "password": "sai"}, REMOTE_ADDR="10.0.0.1").status_code
                == 200
            )
        assert len(hashed) == 1, name
        work[name] = [re.split(" WHERE | VALUES ", query["sql"])[0] for query in asked]
    assert {len(statements) for statements in work.values()} == {len(work["khongco"])}
    assert all(statements == work["khongco"] for statements in work.values())


def test_the_session_id_changes_at_sign_in(client, world):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.post(LOGIN, {"login": "ksory", "password": GOOD})
    assert client.session.session_key != before


def test_signing_up_is_closed_and_what_is_not_ours_is_not_there(client):
    for path in (
        "signup/",
        "signup/passkey/",
        "confirm-email/",
        "login/code/",
        "2fa/",
        "3rdparty/",
        "sessions/",
    ):
        assert client.get(f"/accounts/{path}").status_code in {302, 404}, path
        client.force_login(User.objects.get_or_create(username="x", defaults={"name": "X"})[0])
        assert client.get(f"/accounts/{path}").status_code == 404, path
        client.logout()


def test_a_forgotten_password_says_the_same_for_unknown_addresses(client, world, mailoutbox, work_off):
    known = client.post("/accounts/password/reset/", {"email": "ksor@example.vn"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "khongco@example.vn"}, follow=True)
    assert words(known) == words(unknown)
    assert mailoutbox == []  # nobody waited for a mail server
    work_off()
    assert len(mailoutbox) == 1
    assert mailoutbox[0].subject == "[Áo Xanh] Đặt mật khẩu mới"


def test_the_mailed_link_sets_a_new_password_once_and_tells_the_owner(client, world, mailoutbox, work_off):
    client.post("/accounts/password/reset/", {"email": "KSOR@example.vn"})
    (waiting,) = Job.objects.filter(kind="accounts.mail")
    assert "ksor" not in str(waiting.arguments)
    assert work_off(waiting).arguments == {}  # the link is not kept
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0]
    weak = client.post(path, {"password1": "doanvien2026", "password2": "doanvien2026"})
    assert "Mật khẩu mới có 12 ký tự" in weak.content.decode()
    new = "bảy con cò trắng bay qua"
    assert client.post(path, {"password1": new, "password2": new}).status_code == 302
    world.ksor.refresh_from_db()
    assert world.ksor.check_password(new)
    work_off()
    assert "đã được đổi" in mailoutbox[-1].body
    again = client.get(link, follow=True)
    assert "hết hiệu lực" in again.content.decode()


class Down(BaseEmailBackend):
    """A mail server that refuses the connection, as long as there is nobody."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(len(messages))


def test_a_mail_server_that_is_down_keeps_nobody_waiting_and_is_tried_again(
    client, world, mailoutbox, settings, work_off
):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    assert client.post("/accounts/password/reset/", {"email": "ksor@example.vn"}).status_code == 302
    waiting = work_off(Job.objects.get(kind="accounts.mail"))
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Job.objects.filter(pk=waiting.pk).update(run_after=timezone.now())
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    assert (work_off(waiting).state, len(mailoutbox)) == ("done", 1)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, world, django_user_model):
    other = Client()
    other.force_login(world.ksor)
    client.force_login(world.ksor)
    new = "bảy con cò trắng bay qua"
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": GOOD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302


SIGNED_OUT = ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
              "account_reset_password_from_key_done", "socialaccount_login_cancelled")  # fmt: skip
SIGNED_IN = ("account_profile", "account_change_password", "account_email", "account_logout", "account_reauthenticate",
             "mfa_index", "mfa_list_webauthn", "usersessions_list", "account_duties", "socialaccount_connections")  # fmt: skip
FOREIGN = ("Sign In", "Sign Out", "Password (again)", "Forgot your", "Two-Factor", "Security Key", "Recovery Codes",
           "Remember Me", "Username", "Current Password", "New Password", "Sessions", "Authenticator", "E-mail Address",
           "Use your", "Confirm Access", "Email address", "Third-Party", "Activate", "Passkey", "You must", ">Email")  # fmt: skip


@pytest.mark.parametrize("name", [*SIGNED_OUT, *SIGNED_IN])
def test_no_page_speaks_english_runs_inline_script_or_lacks_its_guards(client, world, name):
    if name in SIGNED_IN:
        client.force_login(world.ksor)
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert [word for word in FOREIGN if word in text] == []
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert " style=" not in text
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
        if "preferences/theme" in form or "setlang" in form:
            continue
        assert "csrfmiddlewaretoken" in form
        assert "command_key" in form


def test_every_word_of_allauth_that_reaches_the_screen_is_vietnamese(world, rf):
    skipped = {"phone_taken", "email_taken", "unknown_phone", "username_blacklisted", "select_only_one"}
    for messages in (DefaultAccountAdapter.error_messages, DefaultMFAAdapter.error_messages):
        for code, text in messages.items():
            if code not in skipped:
                assert not re.match(r"^[\x00-\x7f]+$", str(text)), (code, str(text))


@override_settings(AOXANH_REQUIRE_MFA=False)
def test_the_line_under_the_name_is_duty_and_unit(client, world):
    client.force_login(world.ha)
    assert "Bí thư · Đoàn xã Bình An" in client.get("/accounts/").content.decode()
