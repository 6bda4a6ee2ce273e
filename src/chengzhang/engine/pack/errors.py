"""What is wrong with a pack: every fault found, each with its place, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from chengzhang.engine.rules.ast import Mark
from chengzhang.engine.rules.errors import RuleError


@dataclass(frozen=True, slots=True)
class PackError:
    """One fault. `code`: a stable English id; `what`, `do`: Chinese without a full stop; `column` counts from 1."""

    code: str
    what: str
    do: str
    mark: Mark | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        if self.mark is None:
            return ""
        return f"{self.mark}:{self.column}" if self.column else str(self.mark)

    def __str__(self) -> str:
        place = f"{self.place}：" if self.mark else ""
        return f"{place}{self.what}。{self.do}。[{self.code}]"


class PackErrors(ValueError):
    """A pack that can't be used. `errors` holds all faults found, in the order of files and lines."""

    def __init__(self, errors: Iterable[PackError]) -> None:
        self.errors = tuple(sorted(errors, key=_place))
        super().__init__("\n".join(map(str, self.errors)))


class Faults:
    """Collects faults while a pack is read, so that one reading names them all."""

    def __init__(self) -> None:
        self.errors: list[PackError] = []
        self._seen: set[PackError] = set()

    def add(self, code: str, at: object, what: str, do: str) -> None:
        """`at` is a YAML node, a Mark or None; the same fault is kept once."""
        mark = at if isinstance(at, Mark) else getattr(at, "mark", None)
        self._keep(PackError(code, what, do, mark, getattr(at, "column", None)))

    def add_rule(self, wrong: RuleError, at: object = None) -> None:
        """A line of the rule language that can't be read or doesn't fit its types."""
        mark = wrong.mark or getattr(at, "mark", None)
        line = f"（“{wrong.source}”）" if wrong.source else ""
        column = f"这一行第{wrong.column}列：" if wrong.column else ""
        self._keep(PackError(wrong.code, f"{column}{wrong.what_is_wrong}{line}", wrong.what_to_do, mark))

    def _keep(self, error: PackError) -> None:
        if error not in self._seen:
            self._seen.add(error)
            self.errors.append(error)

    def raise_any(self) -> None:
        if self.errors:
            raise PackErrors(self.errors)


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """Names the nearest known name; `otherwise` where none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"是不是 {near[0]}？{otherwise}" if near else otherwise


def _place(error: PackError) -> tuple[str, int, int]:
    if error.mark is None:
        return ("", 0, 0)
    return (error.mark.file, error.mark.line, error.column or 0)
