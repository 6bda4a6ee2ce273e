"""Trying an act on a case: every change is noted and taken back, so that a follow-up can see what came before it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from chengzhang.engine.case import Event, Subject

_ABSENT = object()


class Journal:
    """Changes to a case that last until the `with` block ends; inside, the case reads as if they had happened."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.back_to(0)

    @property
    def mark(self) -> int:
        """Where we are, for `back_to`: a refused member of a batch is taken back alone."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        while len(self._undo) > mark:
            self._undo.pop()()

    def put(self, target: dict[str, Any], key: str, value: Any) -> None:
        before = target.get(key, _ABSENT)
        target[key] = value
        self._undo.append(
            (lambda: target.pop(key, None)) if before is _ABSENT else (lambda: target.__setitem__(key, before))
        )

    def drop(self, target: dict[str, Any], key: str) -> None:
        if key in target:
            before = target.pop(key)
            self._undo.append(lambda: target.__setitem__(key, before))

    def move(self, subject: Subject, state: str) -> None:
        before = subject.state
        subject.state = state
        self._undo.append(lambda: setattr(subject, "state", before))

    def begin(self, home: Subject, child: Subject) -> None:
        fresh = child.kind not in home.children
        home.add(child)

        def undo() -> None:
            home.children[child.kind].remove(child)
            if fresh:
                del home.children[child.kind]
            child.parent = None

        self._undo.append(undo)

    def note(self, subject: Subject, event: Event) -> None:
        subject.events.append(event)
        self._undo.append(subject.events.pop)
