"""The ledger: chained, append-only, and honest about what was forged."""

import subprocess
import sys
import textwrap
import threading

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from chengzhang.foundation import guards
from chengzhang.foundation.ledger import verify as verification
from chengzhang.foundation.ledger.append import COLUMNS, GENESIS, LedgerBroken, append
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.ledger.verify import Fault, verify
from chengzhang.foundation.people.actor import Actor

HANDLER = Actor(1, 2, 3, "张敏", "市数管局")
pytestmark = pytest.mark.django_db(transaction=True)


def add(count: int = 1, **more):
    with transaction.atomic():
        for index in range(count):
            last = append(HANDLER, "declaration.submit", outcome="allowed", body={"n": index, "意见": "同意"}, **more)
    return last


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def codes(verdict):
    return [(fault.code, fault.seq) for fault in verdict.faults]


def test_entries_are_numbered_and_chained():
    first, second = add(), add()
    assert (first.seq, second.seq) == (1, 2)
    assert [row[0] for row in run("SELECT prev FROM ledger_entry ORDER BY seq")] == [GENESIS, first.digest]


def test_the_statement_names_every_column_of_the_model():
    assert [field.column for field in LedgerEntry._meta.local_fields] == list(COLUMNS)


def test_the_clock_acts_as_the_system():
    with transaction.atomic():
        append(None, "approval.lapse", outcome="allowed", body={})
    assert run("SELECT person_id, person_name FROM ledger_entry") == [(None, "系统")]


def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(LedgerBroken):
        append(HANDLER, "declaration.submit", outcome="allowed", body={})
    assert run("SELECT count(*) FROM ledger_entry") == [(0,)]


def test_a_body_that_is_no_json_is_refused_and_leaves_the_chain_whole():
    for body in ({"amount": float("nan")}, {"who": object()}):
        with pytest.raises((TypeError, ValueError)), transaction.atomic():
            append(HANDLER, "declaration.submit", outcome="allowed", body=body)
    assert add().seq == 1
    assert verify().sound


def test_a_failed_act_leaves_no_entry():
    add()
    with pytest.raises(RuntimeError), transaction.atomic():
        append(HANDLER, "declaration.submit", outcome="allowed", body={})
        raise RuntimeError
    assert (add().seq, verify().sound) == (2, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET outcome = 'blocked' WHERE seq = 1",
        "DELETE FROM ledger_entry WHERE seq = 2",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET seq = 1",
        "UPDATE ledger_head SET seq = 3, digest = 'x'",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 1",
    ],
)
def test_the_database_refuses(statement):
    add(2)
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)
    assert verify().sound


def test_postgresql_refuses_to_truncate():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    add()
    with pytest.raises(DatabaseError), transaction.atomic():
        run("TRUNCATE ledger_entry")


def test_a_sound_chain_is_read_to_its_end():
    last = add(5)
    verdict = verify()
    assert (verdict.entries, verdict.digest, verdict.faults) == (5, last.digest, ())


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("seq", "prev", "digest", "algorithm")])
def test_one_changed_value_in_any_column_is_found(column, guards_lifted):
    add(3, project_id=7, subject_id=8, for_organisation_id=9)
    changed = "2001-01-01 00:00:00+00" if column == "at" else 4711 if column.endswith(("_id", "_for")) else "改过"
    with guards_lifted():
        run(f"UPDATE ledger_entry SET {column} = %s WHERE seq = 2", changed)
    assert codes(verify()) in ([("content_differs", 2)], [("entry_unreadable", 2)])


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("UPDATE ledger_entry SET digest = prev WHERE seq = 2", ("content_differs", 2)),
        ("UPDATE ledger_entry SET prev = digest WHERE seq = 2", ("link_broken", 2)),
        ("UPDATE ledger_entry SET algorithm = 'MD5' WHERE seq = 2", ("algorithm_unknown", 2)),
        ("DELETE FROM ledger_entry WHERE seq = 1", ("entry_missing", 1)),
        ("DELETE FROM ledger_entry WHERE seq = 3", ("tail_cut", 3)),
        ("DELETE FROM ledger_entry", ("tail_cut", 1)),
        ("UPDATE ledger_head SET digest = 'x'", ("head_differs", 3)),
        ("UPDATE ledger_head SET seq = 2", ("head_differs", 3)),
        ("DELETE FROM ledger_head", ("head_missing", 3)),
    ],
)
def test_the_first_forgery_is_named(forgery, found, guards_lifted):
    add(3)
    with guards_lifted():
        run(forgery)
    verdict = verify()
    assert codes(verdict) == [found]
    assert "条" in verdict.faults[0].say or "账本" in verdict.faults[0].say


def test_a_corrupt_moment_is_a_fault_and_not_a_crash(guards_lifted):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps types")
    add(3)
    with guards_lifted():
        run("UPDATE ledger_entry SET at = 'garbage' WHERE seq = 2")
    assert codes(verify()) == [("entry_unreadable", 2)]


def test_a_chain_rewritten_as_a_whole_is_caught_by_a_digest_kept_outside(guards_lifted):
    noted = add(3).digest
    assert verify(noted).sound
    with guards_lifted():
        run("DELETE FROM ledger_entry")
        run("UPDATE ledger_head SET seq = 0, digest = %s", GENESIS)
    add(3, project_id=1)
    assert verify().sound
    assert codes(verify(noted)) == [("anchor_missing", None)]


def test_a_missing_guard_is_said_and_can_be_put_back():
    table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER ledger_entry_unchanged{table}")
    assert codes(verify()) == [("guard_missing", None)]
    guards.install(connection)
    assert verify().sound


def test_other_rooms_add_their_own_checks(monkeypatch):
    monkeypatch.setattr(verification, "_checks", [])
    verification.register(lambda: [Fault("state_differs", "状态与账本不符。")])
    assert codes(verify()) == [("state_differs", None)]


def test_many_writers_make_one_chain():
    def write():
        try:
            for _ in range(10):
                add()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify()
    assert (verdict.entries, verdict.faults) == (40, ())


def test_a_killed_writer_leaves_a_sound_chain():
    """A process is killed in the middle of appending: what it had committed stands, what it had not is gone."""
    database = settings.DATABASES["default"] | {"NAME": str(connection.settings_dict["NAME"])}
    writer = textwrap.dedent(
        f"""
        import os, signal
        from django.conf import settings
        database = {database!r}
        settings.configure(DATABASES={{"default": database}}, USE_TZ=True, DEMO=False)
        from django.db import transaction
        from chengzhang.foundation.ledger.append import append
        for index in range(7):
            with transaction.atomic():
                append(None, "clock.tick", outcome="allowed", body={{"n": index}})
                if index == 5:
                    os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run([sys.executable, "-c", writer], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    verdict = verify()
    assert (verdict.entries, verdict.faults) == (5, ())
    assert add().seq == 6
