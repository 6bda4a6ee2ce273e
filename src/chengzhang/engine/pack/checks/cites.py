"""Citations of measures that the pack states; the shape of lineage and transition (part of section 7.9)."""

from __future__ import annotations

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.meta import Meta


def check_cites(draft: Draft, meta: Meta) -> None:
    for clause in draft.cites:
        measure, colon, _ = clause.rpartition(":")
        if colon and measure not in meta.measures:
            do = did_you_mean(measure, meta.measures, "在 pack.yaml 的 measures 里写上它")
            draft.faults.add("cite.measure", clause, f"“{clause}”所指的办法“{measure}”没有声明", do)


def check_meta(draft: Draft, meta: Meta) -> None:
    """`calls` renames what there is; a replaced pack is named by place and release; a kept subject has acts here."""
    known = {*draft.role_names, *draft.subject_types, *draft.facts, *draft.types, *draft.roles}
    for name in meta.calls:
        if name not in known:
            do = did_you_mean(name, known, "calls 只给词表里的名称换本地叫法")
            draft.faults.add("name.unknown", meta.place, f"calls 里的“{name}”不是词表里的名称", do)
    for edge in meta.lineage:
        if (
            edge.edge in ("displaces_by_conflict", "partly_replaces")
            and edge.loaded
            and edge.question is None
            and edge.pack
        ):
            what = f"lineage 里“{edge.edge} {edge.pack}”没有写问题"
            draft.faults.add("lineage.question", meta.place, what, "哪些部分还有效由人决定：写上 question")
        if edge.pack is not None and "/" not in edge.pack:
            draft.faults.add(
                "lineage.pack", meta.place, f"lineage 里的“{edge.pack}”不是 地方/发布", "如 cn-province-city/2020-01-01"
            )
    for keep in meta.transition:
        if keep.keep not in draft.subjects and not draft.has("subjects", keep.keep):
            what = f"transition 里的“{keep.keep}”在本包里没有动作"
            draft.faults.add(
                "transition.keep", meta.place, what, did_you_mean(keep.keep, draft.subjects, "写本包 subjects 里的主体")
            )
