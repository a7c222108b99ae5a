"""Live streams, against a real served process."""

import signal
import time

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from aoxanh.accounts.models import User
from aoxanh.jobs.models import Job
from aoxanh.live.models import LiveEvent
from aoxanh.live.operations import publish
from tests.served import Listener, Served, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def hoa(transactional_db):
    return User.objects.create_user("hoa", "mat-khau-cua-hoa", name="Nguyễn Thị Hoa")


@pytest.fixture
def topic(hoa):
    return Job.objects.create(kind="test", started_by=hoa, run_after=timezone.now()).topic


@pytest.fixture(scope="module")
def served(django_db_setup):
    with Served() as running:
        yield running


def opened(*arguments, **options):
    """A stream that is open for sure: what is published now reaches it."""
    stream = Listener(*arguments, **options)
    assert stream.status == 200
    assert stream.block()["event"] == "ready"
    return stream


def test_what_happens_reaches_the_page_within_a_second_and_a_half(served, hoa, topic):
    stream = Listener(served.url, topic, session=session_of(hoa))
    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["x-accel-buffering"] == "no"
    assert stream.block()["event"] == "ready"
    began = time.monotonic()
    publish(topic, "job", {"job": 1})
    [event] = stream.happenings(1)
    assert time.monotonic() - began < 1.5
    number = LiveEvent.objects.get().id
    assert event["data"] == {"job": 1, "topic": topic, "kind": "job", "event": number}


def test_what_was_undone_is_never_told(served, hoa, topic):
    stream = opened(served.url, topic, session=session_of(hoa))
    with transaction.atomic():
        publish(topic, "job", {"n": 1})
        transaction.set_rollback(True)
    publish(topic, "job", {"n": 2})
    assert [e["data"]["n"] for e in stream.happenings(1)] == [2]


@pytest.mark.parametrize("way", ["header", "last"])
def test_a_page_that_comes_back_hears_what_it_missed_once_and_in_order(served, hoa, topic, way):
    session = session_of(hoa)
    stream = opened(served.url, topic, session=session)
    publish(topic, "job", {"n": -1})
    stream.happenings(1)
    time.sleep(1.5)  # holes in the numbers left by earlier tests are given up by now
    publish(topic, "job", {"n": 0})
    [first] = stream.happenings(1)
    stream.close()
    for n in range(1, 4):
        publish(topic, "job", {"n": n})
    publish("job:0", "job", {"n": 99})  # somebody else's
    back = Listener(served.url, topic, session=session, **{way: first["id"]})
    assert [e["data"]["n"] for e in back.happenings(3)] == [1, 2, 3]
    publish(topic, "job", {"n": 4})
    assert [e["data"]["n"] for e in back.happenings(1)] == [4]


def test_a_page_that_was_away_too_long_is_told_to_read_anew(served, hoa, topic):
    for n in range(4):
        publish(topic, "job", {"n": n})
    newest = LiveEvent.objects.order_by("id").last()
    LiveEvent.objects.filter(id__lt=newest.id).delete()
    back = Listener(served.url, topic, session=session_of(hoa), header=newest.id - 3)
    assert [back.block()["event"] for _ in range(2)] == ["ready", "stale"]
    assert back.happenings(1)[0]["data"]["n"] == 3


def test_somebody_elses_topic_is_refused(served, hoa, topic):
    nam = User.objects.create_user("nam", "mat-khau-cua-nam", name="Lê Văn Nam")
    assert Listener(served.url, topic, session=session_of(nam)).status == 403


def test_an_unknown_topic_and_a_stranger_are_refused(served, hoa, topic):
    session = session_of(hoa)
    assert Listener(served.url, "weather:1", session=session).status == 403
    assert Listener(served.url, topic, "weather:1", session=session).status == 403
    assert Listener(served.url, topic).status == 403
    assert Listener(served.url, topic, session="forged").status == 403
    assert Listener(served.url, session=session).status == 400


def test_signing_out_ends_the_open_stream_within_two_seconds(served, hoa, topic):
    session = session_of(hoa)
    stream = opened(served.url, topic, session=session)
    Session.objects.filter(session_key=session).delete()
    word, seconds = stream.until_end()
    assert word == {"reason": "signed-out", "topics": []}
    assert seconds < 2


def test_a_new_password_or_a_closed_account_ends_the_open_stream(served, hoa, topic):
    stream = opened(served.url, topic, session=session_of(hoa))
    hoa.set_password("mat-khau-moi-cua-hoa")
    hoa.save()
    assert stream.until_end()[1] < 2
    stream = opened(served.url, topic, session=session_of(hoa))
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    assert stream.until_end()[1] < 2


def test_losing_the_right_to_a_topic_ends_the_open_stream_within_two_seconds(served, hoa, topic):
    """L29: a removed officer hears nothing more, also on an open stream."""
    nam = User.objects.create_user("nam", "mat-khau-cua-nam", name="Lê Văn Nam")
    stream = opened(served.url, topic, session=session_of(hoa))
    Job.objects.update(started_by=nam)
    word, seconds = stream.until_end()
    assert word == {"reason": "refused", "topics": [topic]}
    assert seconds < 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_within_five_seconds_with_streams_open(hoa, topic, number):
    session = session_of(hoa)
    with Served() as served:
        streams = [opened(served.url, topic, session=session) for _ in range(10)]
        code, seconds = served.stop(number)
    assert code == 0
    assert seconds < 5
    assert streams[0].until_end()[0] == {"reason": "restart"}


def test_one_person_cannot_hold_all_the_streams(served, hoa, topic):
    session = session_of(hoa)
    streams = [Listener(served.url, topic, session=session) for _ in range(20)]
    assert {stream.status for stream in streams} == {200}
    assert Listener(served.url, topic, session=session).status == 429


@pytest.mark.postgres
def test_postgresql_itself_wakes_the_streams(transactional_db, hoa, topic, settings):
    settings.AOXANH_WAKE = "postgres"
    with Served(AOXANH_WAKE="postgres") as served:
        stream = opened(served.url, topic, session=session_of(hoa))
        times = []
        for n in range(5):
            time.sleep(0.3)
            began = time.monotonic()
            publish(topic, "job", {"n": n})
            stream.happenings(1)
            times.append(time.monotonic() - began)
    assert sorted(times)[2] < 0.25  # a look every second alone would take half a second
