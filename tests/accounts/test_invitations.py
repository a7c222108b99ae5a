"""Links that open accounts: handed out by the right officer, used once, ended by time and by a newer one."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client

from aoxanh.accounts import operations as ops
from aoxanh.accounts.models import Invitation, User
from aoxanh.accounts.queries import open_invitation
from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.people import operations as people

from .conftest import GOOD

pytestmark = pytest.mark.django_db
NEW = "bảy con cò trắng bay qua"


def act(user):
    return Actor(user=User.objects.get(pk=user.pk), source="page")


def written(user):
    """A link for somebody who holds no duty, as the people room writes it."""
    with transaction.atomic():
        return ops.write_invitation(user, Actor())


def path_of(issued):
    return f"/accounts/open/{issued.token}/"


def test_an_officer_opens_an_account_for_someone_on_the_list_and_hands_the_link_out(client, world):
    linh = world.person("Lê Thị Linh", world.branch)
    client.force_login(world.ha)
    page = client.post(f"/people/{linh.uid}/account/", {"command_key": "k1"})
    assert page.status_code == 200
    text = page.content.decode()
    link = re.search(r"http://testserver(/accounts/open/[^<\s]+)", text)[1]
    assert "data:image/svg+xml" in text
    linh.refresh_from_db()
    assert linh.user.username == "linhlt"
    assert not linh.user.has_usable_password()
    assert AuditEntry.objects.get(action="people.invite").actor_id == world.ha.pk
    token = link.split("/")[3]
    assert not Invitation.objects.filter(token_sha256__contains=token).exists()

    phone = Client()
    assert "Chào Lê Thị Linh" in phone.get(link).content.decode()
    done = phone.post(link, {"username": "linh.le", "password1": NEW, "password2": NEW})
    assert done.status_code == 302
    assert int(phone.session["_auth_user_id"]) == linh.user.pk
    linh.user.refresh_from_db()
    assert linh.user.username == "linh.le"
    assert linh.user.check_password(NEW)
    assert Client().get(link).status_code == 410


def test_a_resent_press_shows_the_same_link(client, world):
    linh = world.person("Lê Thị Linh", world.branch)
    client.force_login(world.ha)
    first = client.post(f"/people/{linh.uid}/account/", {"command_key": "k1"})
    second = client.post(f"/people/{linh.uid}/account/", {"command_key": "k1"})
    assert first.content == second.content
    assert Invitation.objects.count() == 1


def test_who_may_not_hand_out_a_link(world):
    linh = world.person("Lê Thị Linh", world.branch)
    own = world.person("Phan Thị Thu Hà", world.commune, account=world.ha)
    stranger = world.person("Trần Văn Xa", world.province)
    for user, person in ((world.ksor, linh), (world.ha, own), (world.ha, stranger)):
        before = Invitation.objects.count(), User.objects.count(), AuditEntry.objects.count()
        with pytest.raises(PermissionDenied):
            people.invite_person(person, actor=act(user))
        assert (Invitation.objects.count(), User.objects.count(), AuditEntry.objects.count()) == before


def test_a_branch_does_not_open_the_account_of_its_superior_who_stands_on_its_list(client, world):
    van = world.person("Hoàng Phủ Ngọc Tường Vân", world.branch, account=world.van)
    for user in (world.dung, world.ha):
        with pytest.raises(PermissionDenied):
            people.invite_person(van, actor=act(user))
        with pytest.raises(PermissionDenied):
            ops.invite(world.van, actor=act(user))
    client.force_login(world.dung)
    assert client.get(f"/people/{van.uid}/account/").status_code == 403


def test_a_superior_hands_a_link_to_an_officer_below_who_stands_on_no_list(world):
    assert ops.invite(world.dung, actor=act(world.ha)).invitation.purpose == "reset"


def test_a_newer_link_ends_the_older_one(client, world):
    older = ops.invite(world.dung, actor=act(world.ha))
    newer = ops.invite(world.dung, actor=act(world.ha))
    assert client.get(path_of(older)).status_code == 410
    assert client.get(path_of(newer)).status_code == 200


def test_a_link_to_open_lasts_seven_days_and_one_to_choose_anew_a_day(world):
    fresh = User.objects.create_user("moi", name="Người Mới")
    start = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        opening, anew = written(fresh), ops.invite(world.dung, actor=Actor())
        clock.shift(24 * 3600 - 1)
        assert open_invitation(anew.token)
        clock.shift(2)
        assert open_invitation(anew.token) is None
        with pytest.raises(Objection):
            ops.use_invitation(anew.invitation, actor=Actor(user=world.dung), password=NEW)
        clock.shift(6 * 24 * 3600 - 2)
        assert open_invitation(opening.token)
        clock.shift(2)
        assert open_invitation(opening.token) is None


def test_choosing_anew_ends_every_session_and_tells_nothing_to_a_wrong_link(client, world):
    other = Client()
    other.force_login(world.dung)
    issued = ops.invite(world.dung, actor=act(world.ha))
    weak = client.post(path_of(issued), {"password1": "doanvien", "password2": "doanvien"})
    assert weak.status_code == 422
    client.post(path_of(issued), {"password1": NEW, "password2": NEW})
    assert other.get("/accounts/").status_code == 302
    world.dung.refresh_from_db()
    assert world.dung.username == "dungnv"
    assert Client().get("/accounts/open/khongco/").status_code == 410


def test_a_taken_user_name_is_refused_and_the_link_stays_good(client, world):
    issued = written(User.objects.create_user("moi", name="Người Mới"))
    refused = client.post(path_of(issued), {"username": "KSORY", "password1": NEW, "password2": NEW})
    assert refused.status_code == 422
    assert "đã có người dùng" in refused.content.decode()
    assert open_invitation(issued.token)


def test_a_link_is_used_by_its_own_account_only(world):
    issued = ops.invite(world.dung, actor=act(world.ha))
    with pytest.raises(PermissionDenied):
        ops.use_invitation(issued.invitation, actor=act(world.ha), password=NEW)
    world.dung.refresh_from_db()
    assert world.dung.check_password(GOOD)


def test_a_second_factor_is_still_asked_for_after_a_new_password(client, world):
    TOTP.activate(world.dung, "JBSWY3DPEHPK3PXP")
    issued = ops.invite(world.dung, actor=act(world.ha))
    answer = client.post(path_of(issued), {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/accounts/security/check/"
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_moment_have_one_winner(world):
    issued = ops.invite(world.dung, actor=Actor())
    start, won, lost = threading.Barrier(4), [], []

    def use(n):
        start.wait()
        try:
            ops.use_invitation(issued.invitation, actor=Actor(user=world.dung), password=f"{NEW} {n}")
            won.append(n)
        except Objection:
            lost.append(n)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 3)
    world.dung.refresh_from_db()
    assert world.dung.check_password(f"{NEW} {won[0]}")
    assert AuditEntry.objects.filter(action="accounts.use_invitation").count() == 1
