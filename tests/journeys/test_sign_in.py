"""Opening an account by its link, adding a passkey, and signing in with it, in a real browser."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import transaction

from aoxanh.accounts import operations as ops
from aoxanh.accounts.models import User
from aoxanh.audit.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = re.compile(r"^Mật khẩu")
NEW = "bảy con cò trắng bay qua"


@pytest.fixture
def link(transactional_db, live_server):
    """The link of an account not opened yet."""
    user = User.objects.create_user("vanhpnt", name="Hoàng Phủ Ngọc Tường Vân")
    with transaction.atomic():
        issued = ops.write_invitation(user, Actor())
    assert issued.invitation.expires_at > issued.invitation.created_at + dt.timedelta(days=6)
    return f"/accounts/open/{issued.token}/"


def with_authenticator(page):
    """Give the browser a device that keeps passkeys and always recognises its owner."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_from_the_link_to_a_passkey_and_in_again_without_a_password(page, link):
    with_authenticator(page)
    page.goto(link)
    assert page.get_by_role("heading", name="Chào Hoàng Phủ Ngọc Tường Vân").is_visible()
    first = page.get_by_label(PASSWORD)
    first.fill("doanvien2026")
    page.get_by_role("button", name="Hiện").first.click()
    assert first.get_attribute("type") == "text"
    page.get_by_label("Nhập lại mật khẩu").fill("doanvien2026")
    page.get_by_role("button", name="Mở tài khoản").click()
    assert page.get_by_text("cần từ 15 ký tự trở lên").first.is_visible()
    page.get_by_label(PASSWORD).fill(NEW)
    page.get_by_label("Nhập lại mật khẩu").fill(NEW)
    page.get_by_role("button", name="Mở tài khoản").click()
    page.wait_for_url(lambda url: "/open/" not in url)

    page.goto("/accounts/security/passkeys/new/")
    page.get_by_label(PASSWORD).fill(NEW)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Đặt tên cho máy này").fill("Máy cơ quan")
    page.locator("main").get_by_role("button", name="Thêm khóa truy cập").click()
    page.wait_for_url("**/security/codes/")
    assert page.locator("main .reference").count() == 10
    page.goto("/accounts/security/passkeys/")
    assert page.get_by_text("Máy cơ quan").is_visible()
    assert page.get_by_text("thay mật khẩu").is_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/accounts/")
    assert page.get_by_role("heading", name="Tài khoản của tôi").is_visible()

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").fill("VANHPNT")
    page.get_by_label(PASSWORD).fill(NEW)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/security/check/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(lambda url: not re.search("check|login", url))
    assert User.objects.get().last_login


def test_without_any_passkey_the_page_says_what_to_do_and_the_password_still_works(desk, live_server):
    User.objects.create_user("ksory", NEW, name="Y Ksor")
    desk.goto("/accounts/login/")
    cdp = desk.context.new_cdp_session(desk)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    desk.get_by_role("button", name="Dùng khóa truy cập").click()
    note = desk.get_by_text("Chưa dùng được khóa truy cập")
    note.wait_for()
    desk.get_by_label("Tên đăng nhập").fill("ksory")
    desk.get_by_label(PASSWORD).fill(NEW)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    desk.wait_for_url(lambda url: "/login" not in url)
