"""Adds one entry to the chain, inside the caller's transaction.

This is on the path of every act: two statements, their text kept ready. The database checks that the entry follows the
head and moves the head itself (see `guards`).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

from .. import clock
from ..people.actor import Actor
from ..statement import database, run

ALGORITHM = "SM3"
GENESIS = "0" * 64
SYSTEM = "系统"

COLUMNS = (
    "seq",
    "at",
    "person_id",
    "person_name",
    "organisation_id",
    "organisation_name",
    "post_id",
    "acting_for",
    "for_organisation_id",
    "act",
    "project_id",
    "subject_id",
    "outcome",
    "body",
    "algorithm",
    "prev",
    "digest",
)
_HEAD = "SELECT seq, digest FROM ledger_head WHERE id = 1"
_HEAD_LOCKED = _HEAD + " FOR UPDATE"
_INSERT = f"INSERT INTO ledger_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


def _encoder() -> Callable[[Any], str]:
    """Compact JSON with sorted keys. The C encoder is made once: `json` makes it anew for every text."""
    slow = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    made = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return slow.encode
    quote = getattr(json.encoder, "encode_basestring")  # noqa: B009  (not in the stubs)
    pieces = made(None, slow.default, quote, None, ":", ",", True, False, False)
    return lambda value: "".join(pieces(value, 0))


_compact = _encoder()


class LedgerBroken(RuntimeError):
    """The ledger can't be written: no transaction is open, or the head is gone. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was added: its place in the chain and its digest."""

    seq: int
    digest: str


def append(
    actor: Actor | None,
    act: str,
    *,
    outcome: str,
    body: Mapping[str, Any],
    for_organisation_id: int | None = None,
    project_id: int | None = None,
    subject_id: int | None = None,
    head: tuple[int, str] | None = None,
) -> Entry:
    """Add an entry for `act` (`room.verb`) by `actor` (None = the clock or the machine's operator).

    `body` must be JSON (strings, whole numbers, yes/no, None, lists, maps). `head`: what `head_statement` gave in this
    transaction, with no entry since. Raises `LedgerBroken` outside a transaction.
    """
    used = database()
    if not used.in_atomic_block:
        raise LedgerBroken("ledger.append must run inside the transaction of the act it records")
    at = clock.now()
    if head is None:
        head = run(head_statement()).fetchone()
    if head is None:
        raise LedgerBroken("the ledger's head row is missing; run `chengzhang verify`")
    seq, prev = head[0] + 1, head[1]
    who: tuple[Any, ...] = (
        (
            actor.person_id,
            actor.person_name,
            actor.organisation_id,
            actor.organisation_name,
            actor.post_id,
            actor.acting_for,
        )
        if actor
        else (None, SYSTEM, None, "", None, None)
    )
    what = (for_organisation_id, act, project_id, subject_id, outcome)
    text = _compact(body)
    digest = chained(prev, text, seq, at, *who, *what)
    run(_INSERT, (seq, used.ops.adapt_datetimefield_value(at), *who, *what, text, ALGORITHM, prev, digest))
    return Entry(seq, digest)


def head_statement() -> str:
    """Reads the chain's end and holds it until commit, for a caller that runs it together with others."""
    return _HEAD_LOCKED if database().vendor == "postgresql" else _HEAD


def chained(prev: str, body: str, seq: int, at: datetime, *columns: Any) -> str:
    """The digest (hex) of an entry: of the one before it, of every column in the order of COLUMNS, and of the body."""
    header = _compact([ALGORITHM, prev, seq, at.astimezone(UTC).isoformat(timespec="microseconds"), *columns])
    digest = hashes.Hash(hashes.SM3())
    digest.update(f"{header}\n{body}".encode())
    return digest.finalize().hex()
