"""What was worked out for values seen before: a rule or a table says the same whenever it sees the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from chengzhang.engine.rules.ast import DutyIs, Each
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.operands import Read
from chengzhang.engine.rules.run import Compiled

T = TypeVar("T")
MOST = 512  # sets of values kept


class Seen(Generic[T]):
    """Immutable answers by the values that the lines of some trees saw; and by the day, where a line names a day."""

    __slots__ = ("by_day", "kept", "reads")

    def __init__(self, trees: Sequence[Compiled]) -> None:
        lines = [line for tree in trees for line in tree.lines]
        self.reads: tuple[Read, ...] = tuple(read for line in lines for read in line.reads.values())
        self.by_day = any(line.opens is not None for line in lines)
        self.kept: dict[tuple[object, ...], T] = {}

    @classmethod
    def of(cls, trees: Sequence[Compiled]) -> Seen[T] | None:
        """None where a line sees more than the values it names: papers, the rows of a crowd, duties."""
        whole = all(not isinstance(line.test, Each | DutyIs) for tree in trees for line in tree.lines)
        return cls(trees) if whole and not any(tree.touches.papers for tree in trees) else None

    def get(self, ctx: Context, make: Callable[[], T]) -> T:
        """What was made for these values before, else made now and kept."""
        subject = ctx.subject
        key: tuple[object, ...] = tuple([read(ctx, subject) for read in self.reads])
        if self.by_day:
            key = (*key, ctx.on)
        try:
            found = self.kept.get(key)
        except TypeError:  # rows of a form can't be hashed
            return make()
        if found is None:
            if len(self.kept) >= MOST:
                self.kept.clear()
            found = self.kept[key] = make()
        return found
