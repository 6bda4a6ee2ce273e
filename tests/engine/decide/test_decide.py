"""decide(): the steps of an act, each by what it says and which article it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chengzhang.engine.case import Act, Part, Subject
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Outcome, Truth
from chengzhang.engine.explain import explain
from chengzhang.engine.gates import gates
from chengzhang.engine.pack.model import Field, Section
from chengzhang.engine.values import Money
from tests.engine.decide.asking import ask, calendar, case, found, land, put

READY = {"states": {"request": "drafting"}, "papers": ["tide_survey", "manifest", "crew_list"]}


def test_an_allowed_act_says_what_it_does() -> None:
    decision = ask("request.submit", **READY)
    assert decision.outcome is Outcome.ALLOWED
    [effect] = decision.effects
    assert (effect.before, effect.after) == ("drafting", "submitted")
    assert effect.sets == {"submitted_on": date(2026, 12, 1), "season": 2027}


def test_every_finding_against_is_listed_with_its_article_and_none_hides_another() -> None:
    decision = ask("request.submit", "2027-02-01", facts={"grant_funds": "1元"}, states={"request": "drafting"})
    against = {f.id: [c.zh for c in f.cite] for f in decision.against}
    assert against == {"in_season": ["第四条"], "funds_add_up": ["第四条"], "request_papers": ["第四条"]}
    assert decision.outcome is Outcome.BLOCKED
    assert found(decision, "request_papers").missing_papers == ("tide_survey", "manifest", "crew_list")


def test_advice_never_blocks() -> None:
    heavy = {"facts": {"manifest": [{"what": "锚", "tonnes": "51"}]}}
    decision = ask("request.submit", **READY, **heavy)
    assert found(decision, "heavy_first").truth is Truth.UNMET
    assert decision.outcome is Outcome.ALLOWED


def test_a_day_before_the_measure_is_out_of_scope_and_cites_it() -> None:
    decision = ask("request.submit", "2019-12-31", **READY)
    assert decision.outcome is Outcome.OUT_OF_SCOPE
    assert "2020年1月1日" in found(decision, "valid_from").say
    assert found(decision, "valid_from").cite


def test_a_track_without_the_subject_is_out_of_scope() -> None:
    decision = ask("request.submit", **READY, facts={"unit.local": "no"})
    assert decision.outcome is Outcome.OUT_OF_SCOPE
    assert found(decision, "track").say == "外港船东不适用本令"
    secret = ask("request.submit", **READY, facts={"secret_cargo": "yes"})
    assert secret.outcome is Outcome.OUT_OF_SCOPE


def test_what_begins_a_project_may_be_done_before_its_track_is_known() -> None:
    facts = {"unit.local": None, "secret_cargo": None}
    assert ask("project.register", facts=facts).open_but_for_form
    assert ask("request.submit", facts=facts, **READY).outcome is Outcome.NEEDS_FACTS


def test_the_wrong_role_is_refused_and_told_whose_act_it_is() -> None:
    decision = ask("request.submit", "2026-12-01", "clerk", **READY)
    assert decision.outcome is Outcome.BLOCKED
    assert found(decision, "skipper").say == "“提交申请”由船长办理"


def test_a_table_of_holders_gives_the_role_case_by_case() -> None:
    running = {
        "states": {"inspection": "running"},
        "answers": {"held_on": "2026-12-01", "result": "passed", "checks": ["船底"]},
    }
    assert found(ask("inspection.hold", "2026-12-01", "warden", **running), "visitor").truth is Truth.MET
    assert found(ask("inspection.hold", "2026-12-01", "clerk", **running), "visitor").truth is Truth.UNMET
    ocean = {"facts": {"trade": "ocean", "agent_house": "海通行"}, "organisation": "海通行"}
    assert found(ask("inspection.hold", "2026-12-01", "agent", **running, **ocean), "visitor").truth is Truth.MET


def test_a_column_of_a_table_names_the_role_too() -> None:
    assert found(ask("inspection.open", "2026-12-01", "warden"), "tier.seen_by").truth is Truth.MET
    large = {"facts": {"hull_metres": 30}}
    assert found(ask("inspection.open", "2026-12-01", "warden", **large), "tier.seen_by").truth is Truth.UNMET
    assert found(ask("inspection.open", "2026-12-01", "harbour_master", **large), "tier.seen_by").truth is Truth.MET


def test_the_person_who_asked_may_not_pay() -> None:
    said = {"events": [{"act": "payment.request", "on": "2026-11-01", "answers": {"amount": "1万元"}, "by": "7"}]}
    refused = ask("payment.pay", "2026-12-01", "treasurer", **said, person="7")
    assert found(refused, "payment.request").kind == "apart"
    assert refused.outcome is Outcome.BLOCKED
    assert ask("payment.pay", "2026-12-01", "treasurer", **said, person="8").outcome is Outcome.ALLOWED


def test_a_body_on_both_sides_is_told_who_must_receive_it_or_records_it_itself() -> None:
    both = {"organisation": "试验港务局"}
    alone = ask("request.submit", **READY, **both, person="1")
    assert "另一人" in found(alone, "same_holder").say
    assert alone.outcome is Outcome.ALLOWED
    asked = {"states": {"refit": "asked"}, "facts": {"refit.amount": "1万元", "refit.new_cost": "30万元"}}
    assert ask("refit.file", **asked, **both).outcome is Outcome.ALLOWED_WITH_RECORD
    assert ask("refit.file", **asked).outcome is Outcome.ALLOWED


def test_the_wrong_state_says_where_it_stands_and_what_leads_on() -> None:
    decision = ask("request.submit", states={"request": "submitted"})
    state = next(f for f in decision.findings if f.kind == "state")
    assert state.truth is Truth.UNMET
    assert state.mend in ("request.return", "request.draft")
    assert "“提交申请”" in state.say


def test_form_errors_stand_at_their_fields_with_articles() -> None:
    decision = ask("payment.request", answers={"amount": "-1元", "colour": "red"})
    assert {f.id for f in decision.against} == {"amount", "colour"}
    assert decision.outcome is Outcome.BLOCKED


def test_answers_to_declared_facts_are_seen_by_the_rules_and_put_into_the_effect() -> None:
    answers = {"amount": "3万元", "new_cost": "33万元"}
    decision = ask("refit.ask", answers=answers)
    assert decision.outcome is Outcome.ALLOWED
    assert decision.effects[0].declared["refit.amount"] == ("refit", Money.parse("3万元"))
    asked = {"states": {"refit": "asked"}, "facts": {"refit.amount": "3万元", "refit.new_cost": "33万元"}}
    route = next(t for t in ask("refit.file", **asked).tables if t.id == "refit_route")
    assert route.value == "file"


def test_a_secret_case_can_be_given_no_content_not_even_by_the_act_that_says_it_is_secret() -> None:
    form = land().forms["project"]
    price = Field("hull_cost", "船价", "money", fact="hull_cost")
    wider = replace(form, sections=(Section("", (*form.fields, price)),))
    pack = replace(land(), forms=land().forms | {"project": wider})
    answers = {"title": "海鸥", "local": "yes", "hull_cost": "30万元"}

    def register(secret: str) -> Decision:
        file = case(facts={"unit.local": None, "secret_cargo": None}, answers={**answers, "secret_cargo": secret})
        return decide(pack, *put(file, "project.register"), calendar())

    assert register("no").outcome is Outcome.ALLOWED
    assert [f.id for f in register("yes").against] == ["hull_cost"]


def test_a_look_ahead_does_not_test_the_form_but_says_that_it_waits_for_it() -> None:
    decision = ask("inspection.hold", "2026-12-01", "warden", states={"inspection": "running"})
    assert decision.open_but_for_form
    assert found(decision, "seen_first").awaits_form


def test_a_minimum_time_names_the_first_day() -> None:
    said = {"states": {"berth": "assigned", "permit": "granted"}, "papers": ["tide_table"], "parts": "all"}
    facts = {
        "trade": "ocean",
        "request.submitted_on": "2026-02-20",
        "pilot_on_board": "yes",
        "permit.granted_on": "2026-02-21",
    }
    early = ask("berth.moor", "2026-03-12", facts=facts, **said)
    assert found(early, "quarantine").opens_on == date(2026, 3, 13)
    assert ask("berth.moor", "2026-03-13", facts=facts, **said).outcome is Outcome.ALLOWED


def mooring(**more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "states": {"berth": "assigned", "permit": "granted"},
        "papers": ["tide_table"],
        "parts": "all",
        "facts": {"permit.granted_on": "2026-02-02", "pilot_on_board": "no"},
    }
    return said | more


def test_in_principle_is_refused_until_the_named_role_lifts_it_with_reason_and_paper() -> None:
    decision = ask("berth.moor", "2026-03-02", **mooring())
    assert decision.outcome is Outcome.BLOCKED_IN_PRINCIPLE
    assert found(decision, "pilot_on_board").lift_by == "harbour_master"
    without_paper = ask("berth.moor", "2026-03-02", **mooring(lifted={"pilot_on_board": "熟悉航道"}))
    assert without_paper.outcome is Outcome.BLOCKED_IN_PRINCIPLE
    papers = ["tide_table", "log_entry"]
    assert (
        ask("berth.moor", "2026-03-02", **mooring(papers=papers, lifted={"pilot_on_board": ""})).outcome
        is Outcome.BLOCKED_IN_PRINCIPLE
    )
    lifted = ask("berth.moor", "2026-03-02", **mooring(papers=papers, lifted={"pilot_on_board": "熟悉航道"}))
    assert lifted.outcome is Outcome.ALLOWED_WITH_RECORD
    assert "log_note" in lifted.effects[0].makes


def test_who_does_not_hold_the_lifting_role_lifts_nothing() -> None:
    file = case("2026-03-02", **mooring(papers=["tide_table", "log_entry"]))
    subject, act = put(file, "berth.moor")
    mine = replace(act, lifted={"pilot_on_board": "我说可以"})
    assert decide(land(), subject, mine, calendar()).outcome is Outcome.BLOCKED_IN_PRINCIPLE
    master = replace(mine, roles=act.roles | {"harbour_master"})
    assert decide(land(), subject, master, calendar()).outcome is Outcome.ALLOWED_WITH_RECORD


def test_a_rule_whose_lifter_the_text_does_not_name_stays_refused_and_asks_who() -> None:
    decision = ask(
        "berth.moor",
        "2026-03-02",
        **mooring(facts={"permit.granted_on": "2026-02-02", "pilot_on_board": "yes", "hull_metres": 30}),
    )
    assert decision.outcome is Outcome.BLOCKED_IN_PRINCIPLE
    assert found(decision, "two_lines").lift_by == "unnamed"


def test_an_office_parameter_that_nobody_set_needs_a_ruling_only_where_it_is_asked_for() -> None:
    ferry = {"facts": {"vessel_kind": "ferry"}}
    assert ask("leg.begin").outcome is Outcome.ALLOWED
    waiting = ask("leg.begin", **ferry)
    assert waiting.outcome is Outcome.NEEDS_RULING
    assert found(waiting, "fleet_cap").who == ("harbour_master",)
    assert ask("leg.begin", **ferry, parameters={"fleet_cap": "3"}).outcome is Outcome.ALLOWED
    assert ask("leg.begin", **ferry, parameters={"fleet_cap": "0"}).outcome is Outcome.BLOCKED


def test_a_ruling_holds_from_its_day_and_switches_the_rules_of_its_reading() -> None:
    strict = {"rulings": [{"question": "which_fee_rule", "reading": "strict", "on": "2026-03-02"}]}
    said = mooring(facts={"permit.granted_on": "2026-02-02", "pilot_on_board": "yes", "berth.fee": "10万元"})
    assert ask("berth.moor", "2026-03-02", **said).outcome is Outcome.ALLOWED
    assert found(ask("berth.moor", "2026-03-02", **said, **strict), "fee_before_mooring").truth is Truth.UNMET
    assert ask("berth.moor", "2026-03-01", **said, **strict).outcome is Outcome.ALLOWED
    shown = {q.id: q for q in ask("berth.moor", "2026-03-02", **said).questions}
    assert (shown["which_fee_rule"].reading, shown["which_fee_rule"].ruled) == ("lenient", False)


class TestTogether:
    """Joint acts, batches and what follows from them."""

    MEETING = {"states": {"project": "active", "request": "listed", "meeting": "open"}}

    def meeting(self, *parts: Part, verdict: str = "passed") -> tuple[Subject, Act]:
        file = case("2026-03-02", **self.MEETING)
        subject, act = put(file, "meeting.close")
        return subject, replace(
            act, answers={}, parts=parts, members={m.id: {"verdict": verdict} for m in subject.members}
        )

    def all(self) -> tuple[Part, ...]:
        return (Part("treasurer", "1"), Part("skipper", "2"), *(Part("surveyor", f"s{n}") for n in range(3)))

    def test_it_waits_for_each_party_by_name(self) -> None:
        subject, act = self.meeting(*self.all()[:-1])
        decision = decide(land(), subject, act, calendar())
        assert decision.outcome is Outcome.WAITS_FOR_PARTS
        assert found(decision, "surveyor.advice").say == "待验船师的咨询意见，还差1份"
        assert decision.effects == ()

    def test_one_person_counts_once(self) -> None:
        same = (Part("treasurer", "1"), Part("skipper", "2"), *(Part("surveyor", "s") for _ in range(3)))
        assert decide(land(), *self.meeting(*same), calendar()).outcome is Outcome.WAITS_FOR_PARTS

    def test_a_refusal_that_stops_blocks(self) -> None:
        parts = (Part("treasurer", "1", favour=False, text="欠费"), *self.all()[1:])
        decision = decide(land(), *self.meeting(*parts), calendar())
        assert decision.outcome is Outcome.BLOCKED
        assert found(decision, "treasurer.opinion").say == "司库不同意：欠费"

    def test_silence_agrees_once_its_working_days_are_over(self) -> None:
        subject, act = self.meeting(*self.all()[1:])
        asked = replace(act, asked_on=date(2026, 2, 24))  # 28 February 2026 is a make-up workday
        assert (
            decide(land(), subject, replace(asked, on=date(2026, 3, 2)), calendar()).outcome is Outcome.WAITS_FOR_PARTS
        )
        agreed = decide(land(), subject, replace(asked, on=date(2026, 3, 3)), calendar())
        assert found(agreed, "treasurer.opinion").truth is Truth.MET

    def test_what_follows_is_done_in_the_same_breath_and_seen_by_what_comes_after(self) -> None:
        subject, act = self.meeting(*self.all())
        decision = decide(land(), subject, act, calendar())
        assert [e.action for e in decision.effects] == ["meeting.close", "request.conclude", "permit.grant"]
        assert decision.effects[2].created
        assert decision.effects[2].sets == {"granted_on": date(2026, 3, 2)}
        assert [d.id for d in decision.duties_opened] == ["moor_in_time"]

    def test_the_case_is_left_as_it_was(self) -> None:
        subject, act = self.meeting(*self.all())
        before = repr([(n.kind, n.state, n.facts, n.events) for n in subject.root().walk()])
        decide(land(), subject, act, calendar())
        assert repr([(n.kind, n.state, n.facts, n.events) for n in subject.root().walk()]) == before

    def test_a_refused_member_of_a_some_batch_is_left_out_with_the_reason(self) -> None:
        subject, act = self.meeting(*self.all(), verdict="")
        decision = decide(land(), subject, act, calendar())
        assert decision.outcome is Outcome.ALLOWED
        [(_, why)] = decision.left_out
        assert "结论" in why
        assert [e.action for e in decision.effects] == ["meeting.close"]

    def test_one_refused_member_of_an_all_batch_refuses_the_act(self) -> None:
        convened = ask("meeting.convene", "2026-03-02", states={"request": "drafting", "meeting": "new"})
        assert convened.outcome is Outcome.BLOCKED
        assert any(f.kind == "then" and f.id == "request.list" for f in convened.against)

    def test_what_goes_only_through_another_act_is_refused_alone(self) -> None:
        alone = ask("request.conclude", "2026-03-02", **self.MEETING, answers={"verdict": "passed"})
        assert found(alone, "only_through").truth is Truth.UNMET


def test_a_lapsed_permit_stops_what_rests_on_it_before_the_tick_has_written_it() -> None:
    said = mooring(facts={"permit.granted_on": "2026-02-02", "pilot_on_board": "yes"})
    assert ask("berth.moor", "2026-11-02", **said).outcome is Outcome.ALLOWED
    late = ask("berth.moor", "2026-11-03", **said)
    assert late.outcome is Outcome.BLOCKED
    assert "失效" in found(late, "permit").say
    said = mooring(facts={"permit.granted_on": "2026-02-02", "pilot_on_board": "yes", "permit.delay_reason": "台风"})
    assert ask("berth.moor", "2026-11-03", **said).outcome is Outcome.ALLOWED


def test_a_bar_reaches_exactly_what_it_stops_and_ends_as_the_pack_says() -> None:
    failed = [{"act": "inspection.hold", "on": "2026-03-01", "answers": {"held_on": "2026-03-01", "result": "failed"}}]
    barred = ask("request.submit", **READY, events=failed)
    assert found(barred, "foul_hull").kind == "bar"
    assert barred.outcome is Outcome.BLOCKED
    assert ask("crew.list", events=failed).open_but_for_form
    assert ask("request.submit", "2028-12-31", **READY, events=failed).outcome is Outcome.BLOCKED
    assert ask("request.submit", "2029-01-01", **READY, events=failed).outcome is Outcome.ALLOWED
    cleared = [*failed, {"act": "foul.clear", "on": "2026-05-01"}]
    assert ask("request.submit", **READY, events=cleared).outcome is Outcome.ALLOWED


def test_a_duty_that_is_open_stops_the_acts_it_names() -> None:
    ordered = [{"act": "repair.order", "on": "2026-03-02"}]
    answers = {"amount": "1万元", "new_cost": "30万元"}
    stopped = ask("refit.ask", "2026-03-10", events=ordered, answers=answers)
    assert found(stopped, "mend").kind == "duty"
    assert stopped.outcome is Outcome.BLOCKED
    done = [*ordered, {"act": "repair.finish", "on": "2026-04-20"}]
    assert ask("refit.ask", "2026-04-20", events=done, answers=answers).outcome is Outcome.ALLOWED


def test_a_late_act_is_still_an_act() -> None:
    late = ask("repair.finish", "2026-06-01", events=[{"act": "repair.order", "on": "2026-03-02"}])
    assert late.outcome is Outcome.ALLOWED
    assert [d.status for d in late.duties_closed] == ["done_late", "open"][:1]


def test_an_act_that_the_pack_does_not_know_is_asked_of_whom_it_names() -> None:
    file = case()
    act = Act("request.shelve", date(2026, 12, 1), frozenset({"skipper"}))
    silent = decide(land(), file.subject("request.draft"), act, calendar())
    assert silent.outcome is Outcome.NEEDS_RULING
    assert silent.findings[0].who == ("harbour_master",)
    foreign = decide(land(), file.project, replace(act, action="tower.build"), calendar())
    assert foreign.outcome is Outcome.OUT_OF_SCOPE


def test_the_explanation_names_every_article_that_stands_against_it() -> None:
    decision = ask("request.submit", "2027-02-01", facts={"grant_funds": "1元"}, states={"request": "drafting"})
    headline, *sentences = explain(decision, land())
    assert headline == "2027年2月1日“提交申请”：不能办理"
    assert all("（第四条）" in s for s in sentences[:3])


@pytest.mark.parametrize("day", ["2026-12-01", "2027-02-01"])
@pytest.mark.parametrize("cost", ["30万元", "1元", None])
def test_the_light_answer_blocks_where_the_full_one_does(day: str, cost: str | None) -> None:
    file = case(day, facts={"hull_cost": cost}, **READY)
    subject = file.subject("request.submit")
    light = {g.action: g for g in gates(land(), subject, frozenset({"skipper"}), file.on, calendar())}
    full = decide(land(), subject, file.act("request.submit", frozenset({"skipper"})), calendar())
    gate = light["request.submit"]
    assert set(gate.blocked) == {f.id for f in full.against if f.kind == "rule" and f.truth is Truth.UNMET}
    assert set(gate.unknown) == {f.id for f in full.against if f.kind == "rule" and f.truth is Truth.UNKNOWN}
    assert gate.may
    assert set(light) == {a.id for a in land().subjects["request"].actions.values() if "drafting" in a.from_states}
