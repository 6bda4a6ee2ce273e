"""What the database itself refuses, whoever asks: changing the ledger, changing a frozen document.

`install` runs in a migration and may be run again at any time (SQLite loses triggers when a table is rebuilt);
`missing` names the guards that are not there, for `verify`.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

_FROZEN = "frozen document: put in a new document instead"
_CHAIN = "ledger is append-only"

# name -> (table, moment, condition under which it refuses, message). NEW and OLD mean the same in both databases.
_REFUSALS = {
    "ledger_entry_unchanged": ("ledger_entry", "BEFORE UPDATE", "TRUE", _CHAIN),
    "ledger_entry_undeleted": ("ledger_entry", "BEFORE DELETE", "TRUE", _CHAIN),
    "ledger_entry_follows": (
        "ledger_entry",
        "BEFORE INSERT",
        "NOT EXISTS (SELECT 1 FROM ledger_head WHERE seq = NEW.seq - 1 AND digest = NEW.prev)",
        "ledger entry does not follow the head",
    ),
    "ledger_head_forward": (
        "ledger_head",
        "BEFORE UPDATE",
        "NEW.seq <> OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq AND digest = NEW.digest)",
        _CHAIN,
    ),
    "ledger_head_undeleted": ("ledger_head", "BEFORE DELETE", "TRUE", _CHAIN),
    "document_frozen_unchanged": ("foundation_document", "BEFORE UPDATE", "OLD.frozen_at IS NOT NULL", _FROZEN),
    "document_frozen_undeleted": ("foundation_document", "BEFORE DELETE", "OLD.frozen_at IS NOT NULL", _FROZEN),
    **{
        f"version_frozen_{name}": (
            "foundation_version",
            f"BEFORE {moment}",
            " OR ".join(
                f"EXISTS (SELECT 1 FROM foundation_document WHERE id = {row}.document_id AND frozen_at IS NOT NULL)"
                for row in rows
            ),
            _FROZEN,
        )
        for name, moment, rows in (
            ("unadded", "INSERT", ("NEW",)),
            ("unchanged", "UPDATE", ("OLD", "NEW")),
            ("undeleted", "DELETE", ("OLD",)),
        )
    },
}
_ADVANCE = "ledger_head_advances"  # the one guard that does something: each entry moves the head
_TRUNCATION = ("ledger_entry", "ledger_head", "foundation_document", "foundation_version")  # PostgreSQL only


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place, replacing those that stand."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that the database lacks or that are switched off."""
    wanted = {*_REFUSALS, _ADVANCE}
    if connection.vendor == "postgresql":
        wanted |= {f"{table}_untruncated" for table in _TRUNCATION}
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - present)


def _sqlite() -> Iterable[str]:
    for name, (table, moment, condition, message) in _REFUSALS.items():
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} {moment} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    yield f"DROP TRIGGER IF EXISTS {_ADVANCE}"
    yield (
        f"CREATE TRIGGER {_ADVANCE} AFTER INSERT ON ledger_entry BEGIN"
        " UPDATE ledger_head SET seq = NEW.seq, digest = NEW.digest; END"
    )


def _postgresql() -> Iterable[str]:
    for name, (table, moment, condition, message) in _REFUSALS.items():
        result = "OLD" if moment.endswith("DELETE") else "NEW"
        yield _function(name, f"IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {result};")
        yield from _trigger(name, table, moment, "ROW")
    yield _function(_ADVANCE, "UPDATE ledger_head SET seq = NEW.seq, digest = NEW.digest; RETURN NEW;")
    yield from _trigger(_ADVANCE, "ledger_entry", "AFTER INSERT", "ROW")
    for table in _TRUNCATION:
        name = f"{table}_untruncated"
        yield _function(name, f"RAISE EXCEPTION '{_CHAIN if table.startswith('ledger') else _FROZEN}';")
        yield from _trigger(name, table, "BEFORE TRUNCATE", "STATEMENT")


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$"


def _trigger(name: str, table: str, moment: str, each: str) -> Iterable[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
