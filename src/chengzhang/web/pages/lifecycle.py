"""The lifecycle of a pack drawn from its rules: subjects with their states, and what one waits for of another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.people.actor import Actor

from .. import office
from ..kit.lifecycle import Gate, Lifecycle, lifecycle
from ..kit.lifecycle_drawing import BOX_H, BOX_W, draw_lifecycle
from ..kit.listing import Link
from ..kit.scroll import Scroll
from ..page import draw, page

LEVELS = {"must": "必须", "in_principle": "原则上", "advise": "提示"}


@page
def diagram(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    """All stages, or `?stage=` one with the subjects that it waits for."""
    loaded = office.pack_of(pack, release)
    stage = request.GET.get("stage", "")
    if stage and stage not in {s.id for s in loaded.stages}:
        raise Http404
    life = lifecycle(loaded, stage)
    context = {
        "pack": loaded,
        "life": life,
        "drawing": draw_lifecycle(life),
        "gates": [_row(loaded, life, gate) for gate in life.gates],
        "box_w": BOX_W,
        "box_h": BOX_H,
        "stages": _stages(loaded, stage),
    }
    return draw(request, actor, "web/lifecycle.html", context, scroll=Scroll((loaded,)), here="rulebook")


def _stages(pack: Pack, chosen: str) -> list[Link]:
    base = reverse("lifecycle", args=(pack.id, pack.release))
    return [
        Link("全部环节", base, not chosen),
        *(Link(s.zh, f"{base}?stage={s.id}", s.id == chosen) for s in pack.stages),
    ]


def _row(pack: Pack, life: Lifecycle, gate: Gate) -> dict[str, object]:
    """A gate in words: what waits, for what of whom, and the rule that says so."""
    names = {(lane.id, state.id): state.zh for lane in life.lanes for state in lane.states}
    return {
        "gate": gate,
        "waits": "、".join(dict.fromkeys(pack.actions[act].zh for act in gate.acts)),
        "target": pack.call(gate.target),
        "source": pack.call(gate.source),
        "states": "、".join(dict.fromkeys(names.get((gate.source, state), state) for state in gate.states)),
        "level": LEVELS.get(gate.level, ""),
    }
