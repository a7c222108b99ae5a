"""A lost second factor: an officer above opens its recovery, a day later one link helps; anybody concerned may stop it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from aoxanh.accounts import recovery_operations as ops
from aoxanh.accounts.models import Invitation, Recovery, User
from aoxanh.accounts.operations import use_invitation
from aoxanh.accounts.queries import open_invitation
from aoxanh.accounts.tasks import ripen_recoveries
from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.people import recovery_operations as people

from .conftest import GOOD

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
SECRET = "JBSWY3DPEHPK3PXP"
SITE = "http://testserver/"


@pytest.fixture
def lost(world):
    """The branch secretary Dũng, on a list of the branch, with an app on a telephone that is gone."""
    User.objects.filter(pk=world.dung.pk).update(email="dung@example.vn")
    User.objects.filter(pk=world.ha.pk).update(email="ha@example.vn")
    auth.TOTP.activate(world.dung, SECRET)
    world.record = world.person("Nguyễn Văn Dũng", world.branch, account=world.dung)
    return world


def act(user):
    return Actor(user=User.objects.get(pk=user.pk), source="page")


def opened(lost):
    return people.open_recovery(lost.record, actor=act(lost.ha), site=SITE)


def link_in(letters, word):
    found = [re.search(rf"http://testserver(/accounts/{word}/\S+)", message.body) for message in letters]
    return next(match[1] for match in found if match)


def signed_in(name):
    """A device signed in with password and app."""
    device = Client()
    device.post("/accounts/login/", {"login": name, "password": GOOD})
    code = auth.format_hotp_value(auth.hotp_value(SECRET, next(auth.yield_hotp_counters_from_time())))
    device.post("/accounts/security/check/", {"code": code})
    assert device.get("/accounts/").status_code == 200
    return device


def test_a_day_later_the_person_gets_a_link_and_sets_up_a_new_factor(client, lost, mailoutbox, work_off):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lost.ha)
        page = client.post(f"/people/{lost.record.uid}/second-factor/", {"do": "open"}, follow=True)
        assert "có hiệu lực lúc" in page.content.decode()
        work_off()
        told = {message.to[0]: message for message in mailoutbox}
        assert set(told) == {"dung@example.vn", "ha@example.vn"}
        assert "08:00 03/11/2026" in told["dung@example.vn"].body
        assert Authenticator.objects.filter(user=lost.dung).exists()

        clock.shift(24 * 3600 - 1)
        assert ripen_recoveries(None) == {"sent": 0}
        with pytest.raises(Objection):
            people.hand_out_recovery(lost.record, actor=act(lost.ha))
        clock.shift(2)
        assert ripen_recoveries(None) == {"sent": 1}
        assert ripen_recoveries(None) == {"sent": 0}
        work_off()
        assert mailoutbox[-1].to == ["dung@example.vn"]
        path = link_in(mailoutbox, "recover")
        assert Client().get(path.replace("/recover/", "/open/")).status_code == 410  # it sets no password

        other = signed_in("dungnv")
        phone = Client()
        assert phone.get(path).status_code == 200
        wrong = phone.post(path, {"password": "sai"})
        assert wrong.status_code == 422
        assert "Mật khẩu không đúng" in wrong.content.decode()
        assert Authenticator.objects.filter(user=lost.dung).exists()
        done = phone.post(path, {"password": GOOD})
        assert (done.status_code, done["Location"]) == (302, "/accounts/security/")
        assert int(phone.session["_auth_user_id"]) == lost.dung.pk
        assert not Authenticator.objects.filter(user=lost.dung).exists()
        assert other.get("/accounts/").status_code == 302
        assert Client().get(path).status_code == 410
        work_off()
        assert "đã được gỡ" in mailoutbox[-1].body
    acts = list(AuditEntry.objects.order_by("seq").values_list("action", "actor_id"))
    assert ("people.recovery.open", lost.ha.pk) in acts
    assert ("accounts.recovery.link", None) in acts
    assert ("accounts.recovery.use", lost.dung.pk) in acts


def test_who_has_no_e_mail_gets_the_link_from_the_officers_screen(client, lost):
    User.objects.filter(pk=lost.dung.pk).update(email="")
    with time_machine.travel(START, tick=False) as clock:
        opened(lost)
        clock.shift(24 * 3600)
        assert ripen_recoveries(None) == {"sent": 0}
        client.force_login(lost.ha)
        assert "Đã đủ 24 giờ" in client.get(f"/people/{lost.record.uid}/second-factor/").content.decode()
        shown = client.post(f"/people/{lost.record.uid}/second-factor/", {"do": "link"})
        path = re.search(r"http://testserver(/accounts/recover/[^<\s]+)", shown.content.decode())[1]
        assert Client().post(path, {"password": GOOD}).status_code == 302


def test_the_person_cancels_from_the_letter_without_signing_in_and_a_link_ends_with_it(
    lost, mailoutbox, work_off
):
    with time_machine.travel(START, tick=False) as clock:
        opened(lost)
        clock.shift(24 * 3600)
        ripen_recoveries(None)
        work_off()
        path, link = link_in(mailoutbox, "recovery"), link_in(mailoutbox, "recover")
        anybody = Client()
        assert "Phan Thị Thu Hà" in anybody.get(path).content.decode()
        assert Recovery.objects.open().exists()
        assert anybody.post(path).status_code == 200
        assert not Recovery.objects.open().exists()
        assert (
            anybody.post(path).status_code == anybody.get("/accounts/recovery/x/cancel/").status_code == 410
        )
        assert anybody.post(link, {"password": GOOD}).status_code == 410
    assert Authenticator.objects.filter(user=lost.dung).exists()
    assert AuditEntry.objects.get(action="accounts.recovery.cancel").actor_id == lost.dung.pk


def test_whoever_is_still_signed_in_sees_it_first_and_cancels(client, lost):
    opened(lost)
    client.force_login(lost.dung)
    assert "Có người yêu cầu gỡ lớp bảo vệ" in client.get("/").content.decode()
    assert "Hủy việc khôi phục" in client.get("/accounts/").content.decode()
    assert client.post("/accounts/recovery/cancel/").status_code == 302
    assert not Recovery.objects.open().exists()
    assert client.post("/accounts/recovery/cancel/").status_code == 404


def test_only_an_officer_above_opens_one_and_nobody_for_themselves(lost):
    before = Recovery.objects.count(), AuditEntry.objects.count()
    own = lost.person("Phan Thị Thu Hà", lost.branch, account=lost.ha)
    for user, person in (
        (lost.ksor, lost.record),
        (lost.dung, lost.record),
        (lost.dung, own),
        (lost.ha, own),
    ):
        with pytest.raises(PermissionDenied):
            people.open_recovery(person, actor=act(user), site=SITE)
    assert (Recovery.objects.count(), AuditEntry.objects.count()) == before


def test_a_stranger_cancels_nothing_and_the_clock_alone_sends(lost):
    recovery = opened(lost)
    for user in (lost.ksor, lost.user("Lạ", "la")):
        with pytest.raises(PermissionDenied):
            ops.cancel_recovery(recovery, actor=act(user))
    for user in (lost.ha, lost.dung):
        with pytest.raises(PermissionDenied):
            ops.send_link(recovery, actor=act(user))
    assert (
        ops.cancel_recovery(recovery, actor=act(lost.van)).cancelled_at is None
    )  # who could have opened it may
    assert not Recovery.objects.open().exists()


def test_one_at_a_time_and_none_where_nothing_is_lost(client, lost):
    opened(lost)
    with pytest.raises(Objection, match="chưa xong"):
        opened(lost)
    bare = lost.person("Y Ksor", lost.branch, account=lost.ksor)
    with pytest.raises(Objection, match="không có lớp bảo vệ thứ hai"):
        people.open_recovery(bare, actor=act(lost.ha), site=SITE)
    client.force_login(lost.ha)
    again = client.post(f"/people/{lost.record.uid}/second-factor/", {"do": "open"})
    assert again.status_code == 422
    nothing = client.post(f"/people/{bare.uid}/second-factor/", {"do": "cancel"})
    assert nothing.status_code == 422


def test_a_recovery_nobody_went_on_with_is_over_after_a_week(lost):
    with time_machine.travel(START, tick=False) as clock:
        opened(lost)
        clock.shift((24 + 7 * 24) * 3600)
        assert ripen_recoveries(None) == {"sent": 0}
        with pytest.raises(Objection):
            people.hand_out_recovery(lost.record, actor=act(lost.ha))
        opened(lost)
    assert Recovery.objects.count() == 2


def test_a_link_of_a_recovery_opens_nothing_else(lost):
    with time_machine.travel(START, tick=False) as clock:
        recovery = opened(lost)
        clock.shift(24 * 3600)
        issued = people.hand_out_recovery(lost.record, actor=act(lost.ha))
        assert issued.invitation.purpose == Invitation.Purpose.FACTOR
        assert open_invitation(issued.token) is None
        with pytest.raises(Objection):
            use_invitation(
                issued.invitation, actor=Actor(user=lost.dung), password="bảy con cò trắng bay qua"
            )
        assert Recovery.objects.get(pk=recovery.pk).link_at == timezone.now()
