"""What every test stands on: a database and a data folder of its own, a clock that can be set, a browser for journeys.

CHENGZHANG_DATABASE chooses the database (SQLite without it). A test that needs what this machine lacks is skipped with
the command that gets it; with CI=true it fails instead, so that a gap can't pass for a success.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from chengzhang.foundation import clock
from chengzhang.foundation.ledger.append import GENESIS
from tests.browser import FLAGS, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session", autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing a test does reaches the data folder of this checkout."""
    settings.HOME = tmp_path_factory.mktemp("home")
    settings.CLOCK_MAY_BE_SET = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database of this run's own: a real file on SQLite, so that several connections can meet in it."""
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        described["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        described["TEST"]["NAME"] = f"test_chengzhang_{os.getpid()}"


@pytest.fixture
def set_clock() -> Iterator[Callable[[date | datetime], None]]:
    """Fix the time of this test: `set_clock(date(2023, 9, 27))`. May be called again to let time pass."""
    with ExitStack() as stack:

        def fix(moment: date | datetime) -> None:
            stack.close()
            stack.enter_context(clock.at(moment))

        yield fix


# Emptying the tables between tests that commit would itself be refused by the guards, so they are lifted for it here,
# and only here; the rows that migrations put in are put back.

_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_guarded_tables(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    with _guards_lifted(self.connection):
        _flush(self, sql_list)
    with self.connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_head (id, seq, digest) VALUES (1, 0, %s)", [GENESIS])
        cursor.execute("INSERT INTO foundation_rulebookrevision (id, number) VALUES (1, 0)")


@contextmanager
def _guards_lifted(database: BaseDatabaseWrapper) -> Iterator[None]:
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _, definition in triggers:
                cursor.execute(definition)


BaseDatabaseOperations.execute_sql_flush = _flush_guarded_tables  # type: ignore[method-assign]


@pytest.fixture
def guards_lifted() -> Callable[[], Any]:
    """For tests that play the forger: a context in which the database refuses nothing."""
    return lambda: _guards_lifted(connection)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running Chromium (playwright's sync Browser)."""
    path = chromium()
    if path is None:
        need("a browser: apt-get install --no-install-recommends chromium fonts-noto-cjk")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread, which Django dislikes
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page in Chinese, 1440 wide, that knows the address of the live server."""
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def need(what: str) -> None:
    """This machine lacks `what`: skip, or fail where a gap is not allowed."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"this machine lacks {what}")
    pytest.skip(f"this machine lacks {what}")
