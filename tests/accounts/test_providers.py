"""Signing in through an OpenID Connect provider, over real HTTP: existing accounts only."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount

from aoxanh.accounts.models import User

from .provider import Provider

pytestmark = pytest.mark.django_db


class Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def provider(settings):
    served = Provider()
    app = {"provider_id": "doan", "name": "Cổng thử", "client_id": "aoxanh", "secret": "secret",
           "settings": {"server_url": served.url}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    yield served
    served.close()


def through(client, process="login"):
    """Go to the provider, as a browser would, and come back with its code."""
    there = client.post(f"/accounts/oidc/doan/login/?process={process}").headers["Location"]
    try:
        urllib.request.build_opener(Stop).open(there)
    except urllib.error.HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_button_is_on_the_page_and_an_account_with_this_verified_e_mail_is_entered(
    client, world, provider
):
    assert "Đăng nhập bằng Cổng thử" in client.get("/accounts/login/").content.decode()
    answer = through(client)
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == world.van.pk
    assert provider.seen[0]["code_challenge_method"] == "S256"


def test_nobody_is_made_an_account(client, world, provider):
    before = User.objects.count()
    for claims in (
        {"email": "la@example.vn", "email_verified": True},
        {"email": "van@example.vn", "email_verified": False},
    ):
        provider.claims = {"sub": "2", **claims}
        answer = through(client)
        assert "_auth_user_id" not in client.session
        if answer.status_code == 302:
            answer = client.get(answer.headers["Location"])
        assert "Chưa có tài khoản tương ứng" in answer.content.decode()
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_a_provider_connected_by_hand_signs_in_whatever_its_e_mail(client, world, provider):
    provider.claims = {"sub": "9", "email": "khac@example.vn", "email_verified": False}
    client.force_login(world.ksor)
    through(client, "connect")
    assert SocialAccount.objects.get().user_id == world.ksor.pk
    client.post("/accounts/logout/")
    through(client)
    assert int(client.session["_auth_user_id"]) == world.ksor.pk


def test_a_second_factor_is_asked_for_here_too(client, world, provider):
    TOTP.activate(world.van, "JBSWY3DPEHPK3PXP")
    assert through(client).headers["Location"] == "/accounts/security/check/"
    assert "_auth_user_id" not in client.session


def test_an_answer_that_was_not_asked_for_is_refused(client, world, provider):
    answer = client.get("/accounts/oidc/doan/login/callback/?code=x&state=y")
    assert answer.status_code in {401, 302}
    assert "_auth_user_id" not in client.session
