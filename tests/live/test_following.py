"""No event is missed, although on PostgreSQL the order of ids is not the order of commits."""

import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from aoxanh.live import cursor, wake
from aoxanh.live.cursor import Follower
from aoxanh.live.models import LiveEvent
from aoxanh.live.operations import publish

pytestmark = pytest.mark.alone


class Late(threading.Thread):
    """Another writer, which takes an id, then holds its transaction open until told to commit."""

    def __init__(self, undo=False):
        super().__init__()
        self.undo, self.written, self.commit = undo, threading.Event(), threading.Event()

    def run(self):
        try:
            with transaction.atomic():
                publish("job:1", "job", {"late": True})
                self.written.set()
                self.commit.wait(20)
                transaction.set_rollback(self.undo)
        finally:
            connection.close()


@pytest.fixture(autouse=True)
def settle_fast(monkeypatch):
    monkeypatch.setattr(cursor, "SETTLE", 0.05)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_after_a_later_one_is_still_told():
    publish("job:1", "job", {"n": 0})
    follower = Follower()
    follower.begin()
    writer = Late()
    writer.start()
    writer.written.wait(5)
    after = publish("job:1", "job", {"n": 1})
    assert [e.payload for e in follower.read()] == [{"n": 1}]
    assert follower.safe == after.id - 2  # a browser that left now would go on from before the hole
    for _ in range(4):
        time.sleep(0.06)
        assert follower.read() == []
        assert follower.safe == after.id - 2
    writer.commit.set()
    writer.join()
    assert [e.payload for e in follower.read()] == [{"late": True}]
    assert follower.safe == after.id


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_follower_that_begins_between_the_two_tells_the_late_one_too():
    publish("job:1", "job", {"n": 0})
    writer = Late()
    writer.start()
    writer.written.wait(5)
    publish("job:1", "job", {"n": 1})
    follower = Follower()
    follower.begin()
    assert follower.read() == []
    writer.commit.set()
    writer.join()
    assert [e.payload for e in follower.read()] == [{"late": True}]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_hole_left_by_an_undone_transaction_is_given_up():
    follower = Follower()
    follower.begin()
    writer = Late(undo=True)
    writer.start()
    writer.written.wait(5)
    last = publish("job:1", "job", {"n": 1})
    follower.read()
    assert follower.gaps
    writer.commit.set()
    writer.join()
    for _ in range(3):
        time.sleep(0.06)
        assert follower.read() == []
    assert not follower.gaps
    assert follower.safe == last.id


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_lose_and_double_nothing():
    follower = Follower()
    follower.begin()

    def write(writer):
        try:
            for n in range(25):
                with transaction.atomic():
                    publish(f"job:{writer}", "job", {"n": n})
                    transaction.set_rollback(n % 7 == 0)
                time.sleep(
                    0.01
                )  # SQLite's waiters do not queue: a writer that never rests starves the others
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(w,)) for w in range(4)]
    heard = []
    for writer in writers:
        writer.start()
    while any(w.is_alive() for w in writers):
        heard += follower.read()
        time.sleep(0.01)
    for _ in range(3):
        time.sleep(0.06)
        heard += follower.read()
    assert sorted(e.id for e in heard) == sorted(LiveEvent.objects.values_list("id", flat=True))
    assert len(heard) == 4 * 21


@pytest.mark.django_db
def test_a_wake_up_that_cannot_work_is_refused_by_name(settings):
    settings.AOXANH_WAKE = "carrier-pigeon"
    with pytest.raises(ImproperlyConfigured, match="AOXANH_WAKE"):
        wake.check()
    settings.AOXANH_WAKE = "redis://127.0.0.1:1/0"
    with pytest.raises(ImproperlyConfigured, match="Redis cannot be reached"):
        wake.check()
