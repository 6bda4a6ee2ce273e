"""A pack under construction: what has been read so far, what was wrong, and where every citation stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.pack.errors import Faults, did_you_mean
from chengzhang.engine.pack.model import (
    Always,
    Article,
    DerivedFact,
    Duty,
    FactDef,
    Form,
    Indicator,
    Paper,
    Parameter,
    Question,
    Role,
    Rule,
    SubjectDef,
    SubjectType,
    Table,
    WordList,
)
from chengzhang.engine.pack.reader import ID, Kind, Unread
from chengzhang.engine.pack.yaml import Entries, Node, Text


@dataclass
class Draft:
    """Filled section by section; offers the names read so far to the sections that follow and to the rule language."""

    faults: Faults = field(default_factory=Faults)
    types: dict[str, WordList] = field(default_factory=dict)
    role_names: dict[str, str] = field(default_factory=dict)
    subject_types: dict[str, SubjectType] = field(default_factory=dict)
    facts: dict[str, FactDef] = field(default_factory=dict)
    derived: dict[str, DerivedFact] = field(default_factory=dict)
    always: list[Always] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    subjects: dict[str, SubjectDef] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=dict)  # section -> ids that are there but could not be read
    cites: list[Text] = field(default_factory=list)
    unopened: dict[str, Node] = field(default_factory=dict)  # duties that only another's lateness can open

    def note_cites(self, clauses: Iterable[Text]) -> None:
        self.cites.extend(clauses)

    def has(self, section: str, name: str) -> bool:
        """Whether an entry is declared, soundly or not; for references, so that one fault doesn't cause ten."""
        return name in getattr(self, section) or name in self.broken.get(section, ())

    def expect(self, section: str, name: str, at: object, what: str, do: str = "") -> bool:
        """Record a fault unless `name` is an entry of `section`."""
        if self.has(section, name):
            return True
        do = do or f"核对拼写，或在 {section} 里写上它"
        self.faults.add("name.unknown", at, f"没有“{name}”这个{what}", did_you_mean(name, getattr(self, section), do))
        return False

    def fill(self, section: str, nodes: Entries, kind: Kind, ids: Callable[[str], bool] | None = None) -> None:
        """Read all entries of a section into it. Each built entry gets its id through `current`."""
        target: dict[str, Any] = getattr(self, section)
        for key, node in nodes.items():
            if not (ids(key) if ids else ID.fullmatch(key)):
                self.faults.add(
                    "id.shape", key, f"“{key}”不能作标识", "用小写字母开头，只含小写字母、数字和下划线，不用连字符"
                )
                continue
            self.current = key
            try:
                target[str(key)] = kind.read(node, self)
            except Unread:
                self.broken.setdefault(section, set()).add(str(key))

    current: Text = field(default_factory=lambda: Text(""))  # the id of the entry being read
