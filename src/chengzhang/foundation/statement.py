"""Runs one SQL statement on the driver's own cursor, inside Django's connection and transaction.

For the few statements that every act runs (ADR 0005): Django's cursor rewrites and wraps each statement, and binds on
the client for PostgreSQL, which costs more than the statement. Whoever watches queries (tests, a debug page) still
sees them: then Django's cursor is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import local
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_own = local()


def database() -> BaseDatabaseWrapper:
    """This thread's connection: Django's own, remembered, for looking it up costs more than a small statement."""
    found: BaseDatabaseWrapper | None = getattr(_own, "database", None)
    if found is None:
        found = _own.database = connections[DEFAULT_DB_ALIAS]
    return found


_kept: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()


def run(sql: str, values: Sequence[Any] = ()) -> Any:
    """The cursor after `sql` (parameters as %s) ran with `values`. Errors are Django's. A transaction must be open.

    Fetch before the next statement: its cursor may be the same one.
    """
    used = database()
    if used.execute_wrappers or used.queries_logged:
        cursor = used.cursor()
        cursor.execute(sql, values)
        return cursor
    driver = used.connection
    with used.wrap_database_errors:
        if used.vendor == "sqlite":
            return driver.execute(_question_marks(sql), values)
        return _server_cursors(driver, 1)[0].execute(sql, values, prepare=True)


def run_all(statements: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
    """Run several statements that do not wait for each other's answers: PostgreSQL gets them in one round trip."""
    used = database()
    if used.vendor == "sqlite" or len(statements) == 1 or used.execute_wrappers or used.queries_logged:
        return [run(sql, values) for sql, values in statements]
    driver = used.connection
    with used.wrap_database_errors, driver.pipeline():
        return [
            cursor.execute(sql, values, prepare=True)
            for cursor, (sql, values) in zip(_server_cursors(driver, len(statements)), statements, strict=False)
        ]


@lru_cache(maxsize=256)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def _server_cursors(driver: Any, number: int) -> list[Any]:
    """Cursors that bind on the server, so that a statement is planned once a connection; kept with what they learned
    of the types they send."""
    kept = _kept.setdefault(driver, [])
    if len(kept) < number:
        from psycopg import Cursor

        kept.extend(Cursor(driver) for _ in range(number - len(kept)))
    return kept
