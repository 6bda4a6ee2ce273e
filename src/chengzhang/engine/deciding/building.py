"""Growing a case from what a facts file says: subjects where they belong, facts and papers on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Subject, Value
from chengzhang.engine.deciding.places import is_many, lineage, parent_kind, reach, rows_below
from chengzhang.engine.deciding.typed import FactsError, read_rows, read_value
from chengzhang.engine.pack.model import FactDef, Pack


class Grower:
    """A case under construction: one project with what hangs above and below it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._members: list[tuple[Subject, list[str], str]] = []
        chain = lineage(pack, "project") if "project" in pack.subject_types else (_root_kind(pack),)
        self.top = Subject(chain[-1])
        node = self.top
        for kind in reversed(chain[:-1]):
            node = node.add(Subject(kind))
        self.project = node

    # ---------------------------------------------------------- finding

    def kind(self, name: str, key: str) -> str:
        if name in self.pack.subject_types or name in self.pack.subjects:
            return name
        raise FactsError(key, f"没有“{name}”这种主体", f"可用：{'、'.join(sorted(self.pack.subject_types))}")

    def one(self, kind: str, key: str, id: str | None = None) -> Subject:
        """The subject of a kind (and id), begun in its place if the case has none yet."""
        rows = list(rows_below(self.top, kind))
        if id:
            named = [row for row in rows if row.id == id]
            if named:
                return named[0]
            unnamed = [row for row in rows if not row.id]
            if len(rows) == len(unnamed) == 1:
                unnamed[0].id = id
                return unnamed[0]
            return self.begin(kind, key, id)
        if len(rows) > 1:
            zh = self.pack.subject_types[kind].zh if kind in self.pack.subject_types else kind
            raise FactsError(
                key, f"有 {len(rows)} 个{zh}，说不清是哪一个", "把它写在 subjects 里各自的那一个下面，或写明 id"
            )
        return rows[0] if rows else self.begin(kind, key)

    def place(self, kind: str, id: str, under: Subject | None, key: str) -> Subject:
        """The subject that an entry of `subjects` describes: one already there, or new."""
        if kind in (self.top.kind, *lineage(self.pack, self.project.kind)) and not (under and under.up(kind) is None):
            node = self.one(kind, key)
            node.id = id or node.id
            return node
        same = [row for row in rows_below(under or self.top, kind) if row.id == id and id]
        return same[0] if same else self.begin(kind, key, id, self._home(kind, under))

    def _home(self, kind: str, under: Subject | None) -> Subject | None:
        above = parent_kind(self.pack, kind)
        return under.up(above) or reach(under, above) if under is not None and above else None

    def members(self, node: Subject, ids: Any, key: str) -> None:
        """The members a batch names; found once all subjects of the file are there."""
        self._members.append((node, _listed(ids, key), key))

    def settle(self) -> None:
        for node, ids, key in self._members:
            kind = self.pack.subject_types[node.kind].members or ""
            known = {row.id: row for row in rows_below(self.top, kind)}
            for id in ids:
                if id not in known:
                    raise FactsError(key, f"没有编号为“{id}”的{kind}", f"可用：{'、'.join(known)}")
            node.members[:] = [known[id] for id in ids]

    def begin(self, kind: str, key: str, id: str = "", under: Subject | None = None) -> Subject:
        above = parent_kind(self.pack, kind)
        if above is None:
            raise FactsError(key, f"“{kind}”没有上级主体", "它只能是最上面的那一个")
        home = under if under is not None else self.one(above, key)
        if not id and is_many(self.pack, kind):
            id = f"{kind}-{sum(1 for _ in rows_below(self.top, kind)) + 1}"
        child = home.add(Subject(kind, id))
        self._join_batches(child)
        return child

    def _join_batches(self, child: Subject) -> None:
        """In a file with one batch and no list of members, the members are those the file holds."""
        for node in self.top.walk():
            of = self.pack.subject_types.get(node.kind)
            if of is not None and of.members == child.kind and child not in node.members:
                node.members.append(child)
        mine = self.pack.subject_types.get(child.kind)
        if mine is not None and mine.members:
            child.members.extend(rows_below(self.top, mine.members))

    # ---------------------------------------------------------- facts, states, papers

    def fact(self, name: str, raw: Any, key: str, at: Subject | None = None) -> None:
        """Put one fact where it lives; `at` = the subject it was written under, whose own names may be short."""
        definition = self.definition(name, key, at)
        node = at if at is not None and definition.owner == at.kind else None
        if node is None and at is not None:
            node = reach(at, definition.owner)
        node = node or self.one(definition.owner, key)
        node.facts[definition.key] = self.typed(definition, raw, key)

    def definition(self, name: str, key: str, at: Subject | None = None) -> FactDef:
        if at is not None and "." not in name and f"{at.kind}.{name}" in self.pack.facts:
            return self.pack.facts[f"{at.kind}.{name}"]
        if name in self.pack.facts:
            return self.pack.facts[name]
        if name.removeprefix("project.") in self.pack.facts:
            return self.pack.facts[name.removeprefix("project.")]
        raise unknown_fact(self.pack, name, key)

    def typed(self, definition: FactDef, raw: Any, key: str) -> Value:
        if definition.type == "rows":
            columns = next(
                (f.columns for form in self.pack.forms.values() for f in form.fields if f.fact == definition.name), ()
            )
            if columns:
                return read_rows(self.pack, columns, raw, key)
        return read_value(self.pack, definition.type, raw, key)

    def state(self, node: Subject, raw: Any, key: str) -> None:
        known = ("new", *self.pack.subjects[node.kind].states) if node.kind in self.pack.subjects else ("new",)
        if not isinstance(raw, str) or raw not in known:
            raise FactsError(key, f"“{node.kind}”没有“{raw}”这个状态", f"可用：{'、'.join(dict.fromkeys(known))}")
        node.state = raw

    def papers(self, raw: Any, key: str, at: Subject | None = None) -> None:
        """A list of ids, or id -> list of parts, each into the file it belongs to; `all` = every paper."""
        if raw == "all":
            raw = list(self.pack.papers)
        given = raw if isinstance(raw, Mapping) else dict.fromkeys(_listed(raw, key), ())
        for paper, parts in given.items():
            node = self._file(str(paper), f"{key}.{paper}", at)
            node.papers[str(paper)] = self._parts(str(paper), parts, f"{key}.{paper}")

    def not_applicable(self, raw: Any, key: str, at: Subject | None = None) -> None:
        if not isinstance(raw, Mapping):
            raise FactsError(key, f"{raw!r} 不是映射", "写成 {材料: 理由}")
        for paper, reason in raw.items():
            self._file(str(paper), f"{key}.{paper}", at).not_applicable[str(paper)] = str(reason)

    def _file(self, paper: str, key: str, at: Subject | None) -> Subject:
        if paper not in self.pack.papers:
            raise FactsError(key, f"没有“{paper}”这份材料", f"可用：{'、'.join(self.pack.papers)}")
        of = self.pack.papers[paper].of
        node = None if at is None else at if at.kind == of else reach(at, of)
        return node or self.one(of, key)

    def _parts(self, paper: str, raw: Any, key: str) -> frozenset[str]:
        known = self.pack.papers[paper].parts
        if raw in ("all", True, None, ()):
            return frozenset(known)
        parts = frozenset(_listed(raw, key))
        for part in parts:
            if part not in known:
                raise FactsError(key, f"没有“{part}”这一部分", f"可用：{'、'.join(known) or '这份材料不分部分'}")
        return parts


def unknown_fact(pack: Pack, name: str, key: str) -> FactsError:
    """The error for a name that is no fact, saying what else it is or which come near."""
    if name in pack.derived or name.partition(".")[0] in pack.tables:
        zh = pack.derived[name].zh if name in pack.derived else pack.tables[name.partition(".")[0]].zh
        return FactsError(key, f"“{zh}”由规则推导得出，不能直接给", "给出它所依据的事实")
    if name in pack.parameters:
        return FactsError(key, f"“{pack.parameters[name].zh}”是参数，不是事实", "由单位设定的写在 parameters 里")
    last = name.rpartition(".")[2]
    near = [f for f in pack.facts if f.rpartition(".")[2] == last or last in f][:8]
    return FactsError(
        key, "没有这个事实", f"相近的：{'、'.join(near)}" if near else "用 chengzhang pack facts 查可用的事实"
    )


def read_day(raw: Any, key: str) -> date:
    from chengzhang.engine.values import parse_date

    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise FactsError(key, "没有写日期", "写成 2026-03-01")
    try:
        return parse_date(raw)
    except ValueError as error:
        wrong, _, do = str(error).partition("。")
        raise FactsError(key, wrong, do or "写成 2026-03-01") from None


def _listed(raw: Any, key: str) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, list | tuple | set | frozenset) and all(isinstance(item, str) for item in raw):
        return list(raw)
    raise FactsError(key, f"{raw!r} 不是列表", "写成 [甲, 乙]")


def _root_kind(pack: Pack) -> str:
    return next((k for k, s in pack.subject_types.items() if s.root), next(iter(pack.subject_types)))
