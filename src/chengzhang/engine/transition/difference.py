"""One difference that a change of release makes to a project, and the verdict that all of them give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chengzhang.engine.decision import Citation


class Fate(StrEnum):
    """In order of weight: one matter that a person must decide makes the project one for a person."""

    STAYS = "stays"
    CHANGES = "changes"
    PERSON = "person"


FATE_ZH = {Fate.STAYS: "不变", Fate.CHANGES: "改变", Fate.PERSON: "由人决定"}


@dataclass(frozen=True, slots=True)
class Difference:
    """kind: duty | date | paper | route | gate | party | form | step | who | state | kept | question.

    `old` and `new` say what each release holds, empty where it holds nothing; each with its articles.
    """

    kind: str
    id: str
    fate: Fate
    zh: str
    old: str = ""
    new: str = ""
    cite_old: tuple[Citation, ...] = ()
    cite_new: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Classified:
    """A project between two releases. `stays` names what was done before and remains valid."""

    verdict: Fate
    differences: tuple[Difference, ...]
    stage: str = ""

    def of(self, *kinds: str) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.kind in kinds)


def verdict_of(differences: tuple[Difference, ...]) -> Fate:
    """The heaviest fate among them."""
    fates = {one.fate for one in differences}
    return Fate.PERSON if Fate.PERSON in fates else Fate.CHANGES if Fate.CHANGES in fates else Fate.STAYS
