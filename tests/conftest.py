"""What every test runs under, whatever the database.

`@pytest.mark.django_db` wraps a test in a transaction that Django knows as a test's own: an operation's
`transaction.atomic(durable=True)` is accepted as the outermost block inside it, and a nested operation still
fails, as it does when serving. What happens *after commit* (reactions to facts, job wake-ups) does not run in
there: use `django_capture_on_commit_callbacks(execute=True)`, or `django_db(transaction=True)` where real
commits, threads or other connections matter.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import shutil

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import override_settings
from django.utils import translation

from aoxanh.jobs import queue
from aoxanh.jobs.models import Job
from tests.prepared import migrated_once

FAST = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        # The manifest belongs to a prepared installation; tests read the files where they lie.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "ALLOWED_HOSTS": ["*"],
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": True,
    "AOXANH_CLOCK_SKEW": dt.timedelta(
        days=3660
    ),  # tests travel through time; the clock's own test sets it back
}

MAKING = contextlib.ExitStack()

if connection.vendor == "sqlite":
    # A test's data need not survive a power cut: writers then wait for each other, not for the disk.
    OPTIONS = connection.settings_dict["OPTIONS"]
    OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def fast_and_apart(tmp_path_factory):
    """Cheap password hashes, static files without a manifest, mail kept in memory, files in a folder of ours."""
    with override_settings(**FAST, MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Copy the migrated database where one is prepared: Django's runner makes its own right after this."""
    MAKING.enter_context(migrated_once())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test with real commits empty the tables that have rows, append-only ones too: their triggers refuse it."""
    MAKING.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: emptied())
        yield


#: What Django writes itself after migrating stays, so that it need not be written anew after each test.
STAYS = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


def emptied() -> None:
    """Delete all rows; much quicker than to flush some hundred tables of which a test has filled ten."""
    quote = connection.ops.quote_name
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - STAYS)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables
            )
        )
        filled = [row[0] for row in cursor.fetchall()]
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name in filled:
                cursor.execute(f"DELETE FROM {quote(name)}")
            return
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'"
        )
        refusing = [row for row in cursor.fetchall() if row[1] in filled]
        for name, _table, _sql in refusing:
            cursor.execute(f"DROP TRIGGER {quote(name)}")
        for name in filled:
            cursor.execute(f"DELETE FROM {quote(name)}")
        for _name, _table, sql in refusing:
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def in_vietnamese():
    """Every test begins in Vietnamese, whatever the one before it switched to."""
    with translation.override("vi"):
        yield


def pytest_collection_finish():
    """What is there by now stays: the collector of garbage need not walk all modules and tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def vendor():
    """The database under test: `sqlite` or `postgresql`."""
    return connection.vendor


@pytest.fixture(autouse=True)
def only_where_it_runs(request):
    """Leave tests marked `postgres` or `sqlite` to the leg of that database."""
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("runs in the PostgreSQL leg")
    if request.node.get_closest_marker("sqlite") and connection.vendor != "sqlite":
        pytest.skip("runs in the SQLite leg")


@pytest.fixture
def work_off(monkeypatch):
    """Run everything that waits, as a worker does; return the job asked about as it stands."""
    # Between entries the library gives back old connections; the one of a test's own transaction stays.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)

    def run(started=None):
        puller = queue.puller()
        while queue.anything_ready():
            puller.run()
        return Job.objects.get(pk=started.pk) if started else None

    return run


NOT_HERE = "NOT TESTED HERE: "


@pytest.fixture
def not_here():
    """Say loudly that this machine cannot test something; under CI=true that is a failure."""

    def say(what):
        if os.environ.get("CI") == "true":
            pytest.fail(NOT_HERE + what)
        pytest.skip(NOT_HERE + what)

    return say


def pytest_terminal_summary(terminalreporter):
    """Name at the end, whatever the options, what could not be tested on this machine."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[-1]) if isinstance(report.longrepr, tuple) else ""
        if NOT_HERE in reason:
            terminalreporter.write_line(f"ATTENTION: {reason.partition(': ')[2]}", red=True, bold=True)


FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once."""
    # Playwright keeps an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = os.environ.get("AOXANH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()
    playwright.stop()
