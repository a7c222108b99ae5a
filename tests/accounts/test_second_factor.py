"""Officers from commune level up need a second factor in production; secrets are sealed."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth

from .conftest import GOOD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def required(settings):
    settings.AOXANH_REQUIRE_MFA = True


def test_a_commune_officer_is_led_to_set_one_up_before_anything_else(client, world, required):
    client.force_login(world.ha)
    for path in (
        "/people/",
        "/units/",
        "/accounts/",
        "/accounts/duties/",
        f"/people/appoint/{world.commune.pk}/",
    ):
        assert client.get(path).headers.get("Location") == "/accounts/security/", path
    page = client.get("/accounts/security/")
    assert page.status_code == 200
    assert "Chức vụ của bạn cần lớp bảo vệ thứ hai" in page.content.decode()
    assert client.get("/people/", headers={"HX-Request": "true"}).status_code == 403


def test_a_branch_officer_and_a_member_are_not(client, world, required):
    for user in (world.dung, world.ksor):
        client.force_login(user)
        assert client.get("/accounts/").status_code == 200


def test_with_one_the_officer_works_on_and_cannot_remove_the_last(client, world, required):
    auth.TOTP.activate(world.ha, SECRET)
    client.force_login(world.ha)
    assert client.get("/accounts/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": GOOD})
    page = client.post("/accounts/security/app/off/")
    assert "Hãy thêm khóa truy cập trước khi gỡ ứng dụng" in page.content.decode()
    assert Authenticator.objects.filter(user=world.ha, type="totp").exists()


def test_a_demo_asks_nobody(client, world):
    client.force_login(world.ha)
    assert client.get("/accounts/").status_code == 200


def code_now(secret=SECRET):
    return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))


@pytest.mark.django_db(transaction=True)  # notices leave after the commit
def test_setting_up_an_app_seals_the_secret_gives_codes_and_is_asked_for_at_sign_in(
    client, world, mailoutbox, work_off
):
    client.force_login(world.ksor)
    assert client.get("/accounts/security/app/").status_code == 302
    client.post("/accounts/reauthenticate/", {"password": GOOD})
    secret = client.get("/accounts/security/app/").context["form"].secret
    done = client.post("/accounts/security/app/", {"code": code_now(secret)})
    assert done.headers["Location"] == "/accounts/security/codes/"
    for row in Authenticator.objects.filter(user=world.ksor):
        text = str(row.data)
        assert secret not in text
        sealed = base64.b64decode(row.data.get("secret") or row.data["seed"])
        assert len(sealed) > 28
    codes = client.get("/accounts/security/codes/").context["unused_codes"]
    assert len(codes) == 10
    work_off()
    assert any("ứng dụng xác thực" in message.body for message in mailoutbox)
    client.post("/accounts/logout/")
    asked = client.post("/accounts/login/", {"login": "ksory", "password": GOOD})
    assert asked.headers["Location"] == "/accounts/security/check/"
    assert client.get("/accounts/").status_code == 302
    wrong = client.post("/accounts/security/check/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    assert client.post("/accounts/security/check/", {"code": codes[0]}).status_code == 302
    assert client.get("/accounts/").status_code == 200
