"""Runs one SQL statement on the driver's own cursor, inside Django's connection and transaction.

For the few statements that every act runs (ADR 0005): Django's cursor rewrites and wraps each statement, and binds on
the client for PostgreSQL, which costs more than the statement. Whoever watches queries (tests, a debug page) still
sees them: then Django's cursor is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def run(sql: str, values: Sequence[Any] = ()) -> Any:
    """The cursor after `sql` (parameters as %s) ran with `values`. Errors are Django's. A transaction must be open."""
    used = connections[DEFAULT_DB_ALIAS]
    if used.execute_wrappers or used.queries_logged:
        cursor = used.cursor()
        cursor.execute(sql, values)
        return cursor
    driver = used.connection
    with used.wrap_database_errors:
        if used.vendor == "sqlite":
            return driver.execute(_question_marks(sql), values)
        return _server_cursor(driver).execute(sql, values, prepare=True)


@lru_cache(maxsize=256)
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


def _server_cursor(driver: Any) -> Any:
    """A cursor that binds on the server, so that the statement is planned once a connection."""
    from psycopg import Cursor

    return Cursor(driver)
