"""roles.yaml, scope.yaml and stages.yaml: who acts, what lives on which track, and the track on the page."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.kinds import CITE, TREE
from chengzhang.engine.pack.model import Role, Scope, Stage, Table, Track
from chengzhang.engine.pack.reader import (
    IDENT,
    NAME,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    Unread,
    entry,
    list_of,
    map_of,
    may,
    must,
    names,
    one_of,
    read_shape,
    refuse,
)
from chengzhang.engine.pack.tables import ROWS, TABLE_KIND
from chengzhang.engine.pack.yaml import Entries, Items, Node, Text


def _read_holder(node: Node, draft: Draft) -> Any:
    return ROWS.read(node, draft) if isinstance(node, Items) else str(TEXT.read(node, draft))


ROLE: Shape = {
    "zh": must(TEXT),
    "en": may(TEXT),
    "holder": may(Kind(_read_holder, lambda: {"anyOf": [TEXT.as_schema(), ROWS.as_schema()]})),
    "cite": must(CITE),
    "reads": may(names(IDENT), ()),
    "pool": may(YES_NO, False),
    "apart_from": may(names(IDENT), ()),
}


def _build_role(values: dict[str, Any], node: Node, draft: Draft) -> Role:
    values.pop("en")
    name, holder = str(draft.current), values.pop("holder")
    if values["pool"] == (holder is not None):
        raise refuse(
            draft,
            "role.holder",
            node,
            f"角色“{name}”应有 holder 或 pool: yes，且只有一个",
            "写上由谁担任；从名单里抽取的写 pool: yes",
        )
    kind = "pool" if values["pool"] else _holder_kind(holder, node, draft)
    if isinstance(holder, tuple):
        words = {str(row.then): _holder_zh(str(row.then), draft) for row in holder if isinstance(row.then, str)}
        holder = Table(f"role.{name}", values["zh"], {"": words}, holder, values["cite"], mark=node.mark)
    for key in ("reads", "apart_from"):
        values[key] = tuple(map(str, values[key]))
    return Role(id=name, holder=holder, holder_kind=kind, mark=node.mark, **values)


def _holder_kind(holder: Any, node: Node, draft: Draft) -> str:
    if isinstance(holder, tuple):
        return "table"
    if holder == "unit" or holder == "system":
        return str(holder)
    if not NAME.fullmatch(holder):
        return "organisation"
    fact = draft.facts.get(holder)
    if fact is not None and fact.type == "organisation":
        return "fact"
    if fact is not None:
        raise refuse(
            draft, "role.holder", node, f"“{holder}”不是单位（它的类型是 {fact.type}）", "写类型为 organisation 的事实"
        )
    if holder in draft.tables:
        return "fact"
    known = [name for name, f in draft.facts.items() if f.type == "organisation"]
    raise refuse(
        draft,
        "role.holder",
        node,
        f"没有“{holder}”这个单位事实",
        did_you_mean(holder, known, "写单位名称、unit，或类型为 organisation 的事实"),
    )


def _holder_zh(word: str, draft: Draft) -> str:
    if word in draft.role_names:
        return draft.role_names[word]
    return draft.facts[word].zh if word in draft.facts else word


ROLE_KIND = entry(ROLE, "角色", _build_role)

TRACK_FORMS: Shape = {"hide": must(one_of("all")), "keep": may(names(IDENT), ())}


def _read_track_subjects(node: Node, draft: Draft) -> tuple[str, ...]:
    """`all`, names joined by `|`, or a list, which may be empty (nothing lives there)."""
    if isinstance(node, Items) and not node:
        return ()
    found = tuple(map(str, names(IDENT).read(node, draft)))
    for name in found:
        if name != "all":
            draft.expect("subject_types", name, node, "主体")
    return found


_TRACK_SUBJECTS = Kind(_read_track_subjects, names(IDENT).schema)
TRACK: Shape = {
    "subjects": must(_TRACK_SUBJECTS),
    "except": may(_TRACK_SUBJECTS, (), "except_"),
    "forms": may(entry(TRACK_FORMS, "forms")),
}
SCOPE: Shape = {
    "track": must(Kind(lambda node, draft: node, {"$ref": "#/$defs/table"})),
    "tracks": must(map_of(entry(TRACK, "轨道"))),
}


def read_scope(node: Node | None, draft: Draft) -> Scope:
    """The table `track` (also kept among the tables) and what lives on each track; without a file, all on one track."""
    if node is None:
        return Scope(None, {})
    try:
        values = read_shape(node, SCOPE, draft, "scope.yaml")
    except Unread:
        return Scope(None, {})
    tables = Entries()
    tables[Text("track")] = values["track"]
    draft.fill("tables", tables, TABLE_KIND)
    tracks = {name: _track(name, track) for name, track in values["tracks"].items()}
    table = draft.tables.get("track")
    if table is not None:
        _check_tracks(table, tracks, node, draft)
    return Scope(table, tracks)


def _track(name: str, values: dict[str, Any]) -> Track:
    forms = values["forms"] or {}
    return Track(name, values["subjects"], values["except_"], bool(forms), tuple(map(str, forms.get("keep", ()))))


def _check_tracks(table: Table, tracks: dict[str, Track], node: Node, draft: Draft) -> None:
    used = {str(row.then) for row in table.rows if row.then} | {
        str(w) for row in table.rows for w in row.readings.values()
    }
    for word in sorted(used - set(tracks)):
        draft.faults.add(
            "track.missing",
            node,
            f"表 track 会给出“{word}”，tracks 里却没有它",
            f"在 tracks 里写上 {word}: {{subjects: …}}",
        )
    for word in sorted(set(tracks) - used):
        draft.faults.add("track.unused", node, f"tracks 里的“{word}”没有一行会给出", "去掉它，或在 track 表里加一行")


STAGE: Shape = {
    "id": must(IDENT),
    "zh": must(TEXT),
    "subjects": must(names(IDENT)),
    "reached": must(TREE),
    "beside": may(IDENT),
}


def _build_stage(values: dict[str, Any], node: Node, draft: Draft) -> Stage:
    for name in values["subjects"]:
        draft.expect("subject_types", name, name, "主体")
    return Stage(values["id"], values["zh"], tuple(map(str, values["subjects"])), values["reached"], values["beside"])


STAGES = list_of(entry(STAGE, "阶段", _build_stage))


def read_stages(node: Node | None, draft: Draft) -> tuple[Stage, ...]:
    if node is None:
        return ()
    try:
        stages: tuple[Stage, ...] = STAGES.read(node, draft)
    except Unread:
        return ()
    ids = [stage.id for stage in stages]
    for stage in stages:
        if ids.count(stage.id) > 1:
            draft.faults.add("id.doubled", stage.id, f"两个阶段都叫“{stage.id}”", "换一个 id")
        if stage.beside and stage.beside not in ids:
            draft.faults.add(
                "name.unknown",
                stage.beside,
                f"没有“{stage.beside}”这个阶段",
                did_you_mean(stage.beside, ids, "核对拼写"),
            )
    return stages
