"""A pack from its files: read, joined with the vocabulary, checked. All that is wrong is said at once."""

from __future__ import annotations

from pathlib import Path, PurePath

from chengzhang.engine.pack.check import check
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.duties import read_duties
from chengzhang.engine.pack.facts import read_facts
from chengzhang.engine.pack.forms import FORM_KIND
from chengzhang.engine.pack.meta import Meta, read_meta
from chengzhang.engine.pack.model import Pack, Residual, Scope, Stage
from chengzhang.engine.pack.papers import PAPER_KIND
from chengzhang.engine.pack.parameters import read_parameters
from chengzhang.engine.pack.record import INDICATOR_KIND, read_articles, read_residual
from chengzhang.engine.pack.roles import ROLE_KIND, read_scope, read_stages
from chengzhang.engine.pack.rules import read_rules
from chengzhang.engine.pack.shelf import vocabulary_of
from chengzhang.engine.pack.sources import Sources, digest_of, read_pack_files, read_vocabulary_files
from chengzhang.engine.pack.subjects import read_subjects
from chengzhang.engine.pack.used import used_words
from chengzhang.engine.pack.words import read_vocabulary
from chengzhang.engine.pack.yaml import Entries


def load_pack(folder: Path | str, vocabulary: Path | str | None = None) -> Pack:
    """The pack in a folder, with the vocabulary it is written in (default: its place's, else the shelf's).

    Raises PackErrors with every fault of section 7 that can be seen without the inventory of the regulation.
    """
    folder = Path(folder)
    draft = Draft()
    sources = read_pack_files(folder, draft.faults)
    if not sources.single and draft.faults.errors:
        draft.faults.raise_any()
    words = read_vocabulary_files(Path(vocabulary) if vocabulary else vocabulary_of(folder), draft.faults)
    read_vocabulary(words, draft)
    if "pack" not in sources.single:
        draft.faults.raise_any()
    meta = read_meta(sources.single["pack"], draft)
    scope, stages, residual = _read_sections(sources, draft)
    if meta is not None:
        check(draft, meta, scope, stages, residual)
    draft.faults.raise_any()
    assert meta is not None
    digest = digest_of(sources, words, used_words(sources.content(), words))
    return _pack(draft, meta, scope, stages, residual, digest, folder)


def _read_sections(sources: Sources, draft: Draft) -> tuple[Scope, tuple[Stage, ...], Residual | None]:
    """In an order in which each section finds the names that its types depend on."""
    maps, single = sources.maps, sources.single
    read_parameters(maps["parameters"], maps["questions"], draft)
    read_facts(maps["facts"], draft)
    draft.fill("papers", maps["papers"], PAPER_KIND)
    read_rules(maps["rules"], draft)
    scope = read_scope(single.get("scope"), draft)
    draft.fill("forms", maps["forms"], FORM_KIND)
    read_subjects(maps["subjects"], draft)
    read_duties(maps["duties"], draft)
    roles = single.get("roles")
    draft.fill("roles", roles if isinstance(roles, Entries) else Entries(), ROLE_KIND)
    draft.fill("indicators", maps["indicators"], INDICATOR_KIND)
    read_articles(maps["articles"], draft)
    return scope, read_stages(single.get("stages"), draft), read_residual(single.get("residual"), draft)


def _pack(
    draft: Draft,
    meta: Meta,
    scope: Scope,
    stages: tuple[Stage, ...],
    residual: Residual | None,
    digest: str,
    folder: Path,
) -> Pack:
    return Pack(
        id=meta.id,
        release=meta.release,
        zh=meta.zh,
        status=meta.status,
        calls=meta.calls,
        measures=meta.measures,
        lineage=meta.lineage,
        calendar=meta.calendar,
        transition=meta.transition,
        scope=scope,
        roles=draft.roles,
        stages=stages,
        types=draft.types,
        role_names=draft.role_names,
        subject_types=draft.subject_types,
        facts=draft.facts,
        derived=draft.derived,
        always=tuple(draft.always),
        parameters=draft.parameters,
        subjects=draft.subjects,
        rules=draft.rules,
        tables=draft.tables,
        duties=draft.duties,
        papers=draft.papers,
        forms=draft.forms,
        questions=draft.questions,
        indicators=draft.indicators,
        articles=draft.articles,
        residual=residual,
        conflicts=meta.conflicts,
        digest=digest,
        root=PurePath(folder),
        silent=meta.silent,
    )
