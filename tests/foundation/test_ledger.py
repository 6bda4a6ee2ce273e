"""The ledger: chained, append-only, and honest about what was forged."""

import pytest
from django.db import DatabaseError, connection, transaction

from chengzhang.foundation.ledger.append import LedgerBroken, append
from chengzhang.foundation.people.actor import Actor

HANDLER = Actor(1, 2, 3, "张敏", "市数管局")


def add(count: int = 1, **more):
    with transaction.atomic():
        for index in range(count):
            last = append(HANDLER, "declaration.submit", outcome="allowed", body={"n": index}, **more)
    return last


@pytest.mark.django_db(transaction=True)
def test_entries_are_numbered_and_chained():
    first, second = add(), add()
    assert (first.seq, second.seq) == (1, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT prev FROM ledger_entry ORDER BY seq")
        assert [row[0] for row in cursor.fetchall()] == ["0" * 64, first.digest]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(LedgerBroken):
        append(HANDLER, "declaration.submit", outcome="allowed", body={})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET outcome = 'blocked' WHERE seq = 1",
        "DELETE FROM ledger_entry WHERE seq = 2",
        "DELETE FROM ledger_head",
        "UPDATE ledger_head SET seq = 1",
        "UPDATE ledger_head SET seq = 3, digest = 'x'",
    ],
)
def test_the_database_refuses(statement):
    add(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
