"""Reads the whole chain again and says the first thing that is wrong with it.

Other rooms add checks of their own stored state with `register` (for instance: a subject's state is what its last entry
says). They run after the chain.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from .. import guards
from .append import ALGORITHM, COLUMNS, GENESIS, chained

_CHUNK = 2000
_ALL = f"SELECT {', '.join(COLUMNS)} FROM ledger_entry ORDER BY seq"
_ALL_RAW = _ALL.replace("at,", "CAST(at AS TEXT),", 1)  # SQLite: what stands there, were it not even a moment


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. `code` for programs, `say` in Chinese; `seq` where an entry is meant."""

    code: str
    say: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many entries were read, the digest of the last good one, and the faults."""

    entries: int
    digest: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


Check = Callable[[], Iterable[Fault]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Have `check` run at every `verify`. Usable as a decorator; registering twice does nothing."""
    if check not in _checks:
        _checks.append(check)
    return check


def verify(expected: str | None = None) -> Verdict:
    """Check the chain up to where its head now stands, then head, guards and the registered checks.

    Writers are not held up: what is behind the head can't change any more. `expected` is a digest noted outside (on
    paper, in a backup): it must be the digest of some entry. Nothing else catches a chain rewritten as a whole.
    """
    heads = _query("SELECT seq, digest, (SELECT max(seq) FROM ledger_entry) FROM ledger_head")
    last = heads[0][2] or 0 if len(heads) == 1 else None
    read, digest, fault, seen = _walk(last, expected)
    faults = [fault] if fault else [*_head_faults(heads, read, digest)]
    if expected and not seen and not fault:
        faults.append(Fault("anchor_missing", f"账本中没有事先留存的校验值{expected[:16]}…，账本可能被整体改写。"))
    faults += [
        Fault("guard_missing", f"数据库中缺少防改触发器{name}，请重新安装。") for name in guards.missing(connection)
    ]
    for check in _checks:
        faults += check()
    return Verdict(read, digest, tuple(faults))


def _walk(last: int | None, expected: str | None) -> tuple[int, str, Fault | None, bool]:
    """(entries read soundly, digest of the last, first fault, whether the expected digest was met)."""
    read, prev, seen = 0, GENESIS, expected == GENESIS
    for row in _rows():
        if last is not None and read >= last:
            break  # written after we began
        fault = _entry_fault(row, read + 1, prev)
        if fault:
            return read, prev, fault, seen
        read, prev = read + 1, row[-1]
        seen = seen or prev == expected
    return read, prev, None, seen


def _rows() -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ALL if connection.vendor == "postgresql" else _ALL_RAW)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


def _entry_fault(row: tuple[Any, ...], due: int, prev: str) -> Fault | None:
    seq, at, *columns, body, algorithm, stored_prev, digest = row
    if seq != due:
        return Fault("entry_missing", f"第{due}条记录缺失，其后是第{seq}条。", due)
    if algorithm != ALGORITHM:
        return Fault("algorithm_unknown", f"第{seq}条记录的校验算法“{algorithm}”无法识别。", seq)
    if stored_prev != prev:
        return Fault("link_broken", f"第{seq}条记录与前一条接不上：前一条的校验值不符。", seq)
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
        computed = chained(prev, body, seq, moment, *columns)
    except (TypeError, ValueError):
        return Fault("entry_unreadable", f"第{seq}条记录无法读取，内容已损坏。", seq)
    if computed != digest:
        return Fault("content_differs", f"第{seq}条记录的内容与校验值不符，记录被改动。", seq)
    return None


def _head_faults(heads: list[tuple[Any, ...]], read: int, digest: str) -> Iterator[Fault]:
    if len(heads) != 1:
        yield Fault("head_missing", "账本的末端标记缺失。", read)
    elif heads[0][0] > read:
        yield Fault("tail_cut", f"账本末端应为第{heads[0][0]}条，实际只到第{read}条，末尾记录被删除。", read + 1)
    elif heads[0][:2] != (read, digest):
        yield Fault("head_differs", f"账本的末端标记（第{heads[0][0]}条）与最后一条记录（第{read}条）不符。", read)


def _query(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
