"""The pack's truths (`always`) seen with a form's answers: what can't be true by the meaning of the facts is a slip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from chengzhang.engine.pack.model import Cite, Form, Pack
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import compile_tree


def check_truths(
    pack: Pack, form: Form | None, answers: Mapping[str, Any], ctx: Context
) -> Iterator[tuple[str, str, Cite]]:
    """(field, sentence, citation) of each truth that these answers break; untouched and unknown ones pass."""
    asked = {field.fact: field.id for field in form.fields if field.fact and field.id in answers} if form else {}
    said = {fact: answers[field] for fact, field in asked.items()}  # what the act would record counts as if it were
    ctx = replace(ctx, declared={**ctx.declared, **said}, memo={}, overlay={})
    for always in pack.always if asked else ():
        try:
            compiled = compile_tree(pack, ctx.subject.kind, always.test)
            rests_on = compiled.touches.facts & set(asked)
            broken = bool(rests_on) and compiled.verdict(ctx) is False
        except Unresolved:
            continue  # it speaks of facts that can't be named from here
        if broken:
            first = next(name for name in asked if name in rests_on)
            yield asked[first], f"{always.say}，请核对", always.cite
