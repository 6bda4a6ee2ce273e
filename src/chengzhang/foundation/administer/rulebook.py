"""Packs put into force, readings of open questions, the office's own settings, clauses that still stand."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from chengzhang.engine.pack.model import Pack, Question
from chengzhang.engine.transition.lineage import circle, repeals_of_others
from chengzhang.engine.values.literals import format_literal, parse_literal

from .. import clock
from ..people.actor import Actor
from ..people.models import Organisation
from ..refusal import Refusal
from ..rulebook import shelf
from ..rulebook.interpreters import asked, interpreters
from ..rulebook.models import InstalledPack, OfficeParameter, ResidualDecision, Ruling
from ..rulebook.standing import binding, touch
from .act import filled, found, must_administer, record, span


def install_pack(
    actor: Actor | None,
    pack: str,
    release: str,
    *,
    authority_id: int | None = None,
    valid_from: date | None = None,
    assumed: Mapping[str, str] | None = None,
) -> int:
    """Put a release into force for an authority; the id of the row. The release before it ends the day before.

    A draft's own number and date are unknown: they must be given as `assumed` (and `valid_from`), and show as assumed.
    """
    must_administer(actor)
    loaded = shelf.read(pack, release)
    first_day = valid_from or loaded.valid_from
    if first_day is None or (loaded.status == "draft" and not assumed):
        raise Refusal(
            "draft_needs_assumptions",
            f"“{loaded.zh}”还是草案，没有文号和施行日期。",
            "请填写假定的文号和施行日期后再启用。",
        )
    told = _assumptions(assumed, loaded, first_day)
    _refuse_a_circle(loaded)
    with transaction.atomic():
        if InstalledPack.objects.filter(pack=pack, release=release).exists():
            raise Refusal("pack_installed", f"“{pack}/{release}”已经启用。", "无需再次启用；修改须另发新版本。")
        if authority_id is not None:
            found(Organisation.objects.filter(id=authority_id).exists(), "主管部门")
        before = binding(pack, first_day - timedelta(days=1))
        last_day = _make_room(pack, first_day)
        created = InstalledPack.objects.create(
            pack=pack,
            release=release,
            digest=loaded.digest,
            title=loaded.zh,
            authority_id=authority_id,
            valid_from=first_day,
            valid_until=last_day,
            status=loaded.status,
            assumed=told,
            installed_at=clock.now(),
        )
        body: dict[str, Any] = {"pack": pack, "release": release, "digest": loaded.digest, "assumed": told}
        if before is not None:
            older = shelf.with_digest(pack, before.release, before.digest)
            body["follows"] = before.release
            body["repeals_of_others"] = [edge.measure or edge.pack for edge in repeals_of_others(loaded, older)]
        _record_rule(actor, "rulebook.install", body | span(first_day, last_day), authority_id)
    return created.pk


def _assumptions(assumed: Mapping[str, str] | None, loaded: Pack, first_day: date) -> dict[str, str]:
    """What is taken for granted while a draft has no number and date: both are named, and only for a draft."""
    told = {name: filled(text, "假定的内容", 200) for name, text in (assumed or {}).items()}
    if loaded.status != "draft":
        if told:
            raise Refusal(
                "nothing_to_assume", f"“{loaded.zh}”已有文号和施行日期，不能另行假定。", "请去掉假定后再启用。"
            )
        return {}
    if "number" not in told:
        raise Refusal(
            "draft_needs_assumptions", f"“{loaded.zh}”还是草案，没有填写文号。", "请填写假定的文号（number）后再启用。"
        )
    return {"in_force_on": first_day.isoformat()} | told


def _refuse_a_circle(loaded: Pack) -> None:
    found = circle(loaded, shelf.on_shelf)
    if found:
        raise Refusal(
            "lineage_circle",
            f"版本关系成环：{' → '.join(found)}。",
            "请由法规员在 pack.yaml 的 lineage 中改正：被取代的版本不能反过来取代新版本。",
        )


def record_ruling(
    actor: Actor | None, pack: str, question: str, reading: str, *, reason: str, from_on: date | None = None
) -> int:
    """Record how an open question is read from a day on; the id. Only an office that may interpret does so."""
    reason = filled(reason, "理由", 4000)
    day = from_on or clock.today()
    with transaction.atomic():
        release, authority = _release_on(pack, day)
        known = release.questions.get(question)
        if known is None:
            raise Refusal("question_not_found", f"规则中没有编号为“{question}”的问题。", "请在规则页选择待定问题。")
        if reading not in known.readings:
            choices = "、".join(f"{one.id}（{one.zh}）" for one in known.readings.values())
            raise Refusal("reading_not_found", f"“{known.asks}”没有“{reading}”这一口径。", f"可选：{choices}。")
        _must_interpret(actor, release, known, authority)
        created = Ruling.objects.create(
            pack=pack,
            question=question,
            reading=reading,
            reason=reason,
            by_id=actor.person_id if actor else None,
            by_organisation_id=actor.organisation_id if actor else None,
            from_on=day,
            recorded_at=clock.now(),
        )
        body = {"pack": pack, "question": question, "reading": reading, "reason": reason}
        _record_rule(actor, "rulebook.rule", body | {"from_on": created.from_on.isoformat()})
    return created.pk


def set_office_parameter(
    actor: Actor | None, pack: str, name: str, value: str, *, reason: str, from_on: date | None = None
) -> int:
    """Set what the text leaves to the office, from a day on; the id. `value` is a literal of the rule language."""
    must_administer(actor)
    reason = filled(reason, "理由", 4000)
    with transaction.atomic():
        parameter = _last_release(pack).parameters.get(name)
        if parameter is None or not parameter.by or parameter.by[0] != "office":
            raise Refusal(
                "not_an_office_parameter", f"“{name}”不由本单位设定。", "只有规则明示由单位确定的数值可以设定。"
            )
        try:
            typed = parse_literal(parameter.type, value)
        except ValueError as error:
            raise Refusal(
                "value_unreadable", f"{error}。".replace("。。", "。"), f"请按“{parameter.zh}”的要求填写。"
            ) from error
        too_low = parameter.least is not None and typed < parameter.least
        if too_low or (parameter.most is not None and typed > parameter.most):
            raise Refusal("value_out_of_range", f"“{parameter.zh}”超出规定的范围。", "请在规定的上下限之内填写。")
        created = OfficeParameter.objects.create(
            pack=pack,
            name=name,
            value=format_literal(typed),
            reason=reason,
            by_id=actor.person_id if actor else None,
            from_on=from_on or clock.today(),
            recorded_at=clock.now(),
        )
        body = {"pack": pack, "name": name, "value": created.value, "reason": reason}
        _record_rule(actor, "rulebook.set_parameter", body | {"from_on": created.from_on.isoformat()})
    return created.pk


def decide_residual(
    actor: Actor | None, pack: str, item: str, standing: bool, *, reason: str, from_on: date | None = None
) -> int:
    """Record whether a clause of the displaced measure still stands beside the pack; the id."""
    must_administer(actor)
    reason = filled(reason, "理由", 4000)
    with transaction.atomic():
        release = _last_release(pack)
        residual = release.residual
        if residual is None or item not in {one.item for one in residual.items}:
            raise Refusal("residual_not_found", f"“{item}”不在旧办法的保留条款之列。", "请在规则页选择保留条款。")
        if standing:
            shelf.beside(release, frozenset({item}))  # refuses a clause that can't act beside the newer release
        created = ResidualDecision.objects.create(
            pack=pack,
            item=item,
            standing=standing,
            reason=reason,
            by_id=actor.person_id if actor else None,
            from_on=from_on or clock.today(),
            recorded_at=clock.now(),
        )
        body = {"pack": pack, "item": item, "standing": standing, "reason": reason}
        _record_rule(actor, "rulebook.decide_residual", body | {"from_on": created.from_on.isoformat()})
    return created.pk


def _make_room(pack: str, first_day: date) -> date | None:
    """End the release that stood on `first_day`; the last day of the new one where a later release follows."""
    day = timedelta(days=1)
    if InstalledPack.objects.filter(pack=pack, valid_from=first_day).exists():
        raise Refusal("day_taken", f"该规则已有版本自{first_day.isoformat()}起施行。", "请核对施行日期。")
    before = InstalledPack.objects.filter(pack=pack, valid_from__lt=first_day).order_by("-valid_from").first()
    if before and (before.valid_until is None or before.valid_until >= first_day):
        before.valid_until = first_day - day
        before.save(update_fields=["valid_until"])
    after = InstalledPack.objects.filter(pack=pack, valid_from__gt=first_day).order_by("valid_from").first()
    return after.valid_from - day if after else None


def _must_interpret(actor: Actor | None, pack: Pack, question: Question, authority: str) -> None:
    """A ruling binds every project of the place: an office that may interpret makes it, its head or rule keeper."""
    if actor is None:
        return
    if actor.organisation_name not in interpreters(pack, question, authority):
        raise Refusal(
            "may_not_interpret",
            f"“{question.asks}”由{asked(pack, question)}裁定，{actor.organisation_name}不能裁定。",
            f"请提请{asked(pack, question)}裁定；裁定记录后，有关事项即按该口径办理。",
        )
    if not (actor.administers or actor.head):
        raise Refusal(
            "not_administrator", "您的岗位不能记录裁定。", f"请由{actor.organisation_name}的负责人或法规员办理。"
        )


def _release_on(pack: str, day: date) -> tuple[Pack, str]:
    """The release that binds on a day (else the last one), and the name of the authority it was installed for."""
    row = binding(pack, day) or InstalledPack.objects.filter(pack=pack).order_by("-valid_from").first()
    if row is None:
        raise Refusal("pack_not_installed", f"规则“{pack}”尚未启用。", "请先启用规则。")
    return shelf.with_digest(pack, row.release, row.digest), row.authority.name if row.authority else ""


def _last_release(pack: str) -> Pack:
    row = InstalledPack.objects.filter(pack=pack).order_by("-valid_from").first()
    if row is None:
        raise Refusal("pack_not_installed", f"规则“{pack}”尚未启用。", "请先启用规则。")
    return shelf.with_digest(pack, row.release, row.digest)


def _record_rule(actor: Actor | None, act: str, body: dict[str, Any], for_organisation_id: int | None = None) -> None:
    touch()
    record(actor, act, body, for_organisation_id)
