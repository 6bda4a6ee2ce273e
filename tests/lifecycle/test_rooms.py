"""Rooms keep what acts recorded in the vocabulary's facts, whatever the place calls its states."""

from datetime import date

import pytest
from django.db import connection

from chengzhang.engine.values import Money
from chengzhang.foundation.ledger.verify import verify
from chengzhang.lifecycle.assets import queries as assets
from chengzhang.lifecycle.changes.queries import versions_of
from chengzhang.lifecycle.contracts import queries as contracts
from chengzhang.lifecycle.evaluation import queries as evaluation
from chengzhang.lifecycle.funds.models import FundBalance, FundEntry
from chengzhang.lifecycle.funds.queries import funds_of
from chengzhang.lifecycle.oversight import queries as oversight
from chengzhang.lifecycle.plans.queries import plan_of
from chengzhang.lifecycle.reviews.queries import draws_of
from chengzhang.projects import queries
from chengzhang.projects.models import Project
from chengzhang.projects.perform.draw import order
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db: None) -> Story:
    """A project of 620万元 under contract."""
    made = stories.declared(Story(stories.town()))
    return stories.contracted(stories.approved(stories.planned(made)))


def test_the_book_of_funds_follows_plan_contract_and_payment(story: Story) -> None:
    with on("2024-04-08") as today:
        asked = story.do("payment.request", "owner", {"amount": "180万元", "node": "首付款"})
        assert FundBalance.objects.get().paid == 0
        story.do("payment.pay", "authority", {"paid_on": "2024-04-08"}, of=asked.subject)
        book = funds_of(story.town.of("owner"), story.code, today)
        assert book is not None
        assert (book.budget, book.committed, book.paid) == tuple(map(Money.parse, ("620万元", "600万元", "180万元")))
        assert book.unpaid == Money.parse("420万元")
        assert funds_of(story.town.of("other"), story.code, today) is None
        story.do(
            "contract.supplement", "owner", {"what": "增项", "amount": "610万元"}, parts=("authority",), of="contract.1"
        )
        assert [one.amount for one in FundEntry.objects.filter(kind="committed")] == [600 * 10**6, 10 * 10**6]
    assert verify().sound
    FundBalance.objects.update(paid=1)
    assert [fault.code for fault in verify().faults] == ["funds_differ"]


def test_a_balance_can_not_be_negative(story: Story) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        FundBalance.objects.update(committed=-1)


def test_the_data_lists_of_a_contract_can_be_matched(story: Story) -> None:
    with on("2024-04-08") as today:
        rows = contracts.lists_of(story.town.of("owner"), story.code, today)
        assert [(one.list_kind, one.dataset) for one in rows] == [("duty", "水位"), ("need", "气象")]
        [need] = contracts.needs(story.town.of("authority"), today)
        assert (need.dataset, need.offered_by) == ("气象", ())
        assert contracts.needs(story.town.of("other"), today) == []


def test_a_draw_can_be_run_again_by_anybody(story: Story) -> None:
    [draw] = draws_of(Project.objects.get().pk)
    assert draw.same_again and len(draw.drawn) == 1
    assert list(order(draw.seed, draw.pool)[:1]) == [number for number, _ in draw.drawn]
    assert order("another seed", [1, 2, 3, 4, 5, 6, 7]) != order(draw.seed, [1, 2, 3, 4, 5, 6, 7])


def test_versions_keep_the_original_and_tell_the_drift(story: Story) -> None:
    stories_day = "2024-06-05"
    with on("2024-03-25"):
        story.do("construction.start", "owner", {"started_on": "2024-03-25", "manager": "owner"}, parts=("authority",))
    with on(stories_day):
        story.do(
            "change.apply",
            "owner",
            {"baseline": "原方案", "special_reason": "接入延迟", "new_scheme": "增加站点", "new_total": "640万元"},
        )
        story.do("change.approve", "authority2", parts=("finance", "development_reform", "cryptography"), of="change.1")
    versions = versions_of(Project.objects.get().pk)
    assert [one.number for one in versions] == [1, 2]
    assert versions[0].drift == Money(0)
    assert versions[1].on == date(2024, 6, 5)


def test_a_years_plan_adds_up(story: Story) -> None:
    with on("2024-04-08") as today:
        plan = plan_of(story.town.of("authority"), 2024, today)
        assert plan.sums == {"build": Money.parse("620万元")}
        assert plan_of(story.town.of("other"), 2024, today).volumes == {}


def test_restrictions_and_lateness_by_unit(story: Story) -> None:
    with on("2024-04-08") as today:
        office = Story(story.town)
        office.do(
            "unit_flag.raise",
            "authority",
            {"ground": "network", "reach": "building", "system_name": "旧系统", "evidence": "检查发现"},
            reason="未部署在电子政务外网",
            unit=story.town.of("other").organisation_id,
        )
        [flag] = oversight.flags(story.town.of("authority"), today)
        assert flag.unit == stories.BODIES["other"][0]
        assert oversight.flags(story.town.of("owner"), today) == []
        assert len(oversight.flags(story.town.of("other"), today)) == 1
        assert not office.act("unit_flag.raise", "owner", {}).done
    with on("2025-02-03") as today:
        assert oversight.late_by_unit(story.town.of("authority"), today)[0][1] >= 1
        assert oversight.late_by_unit(story.town.of("other"), today) == []


def test_assets_and_evaluations_are_registered(story: Story) -> None:
    stories.built(story)
    with on("2024-10-15"):
        stories.ask_for_acceptance(story)
    with on("2024-10-25") as day:
        stories.hold_acceptance(story, day)
        story.do(
            "asset.register", "owner", {"name": "服务器", "number": "2", "cost": "8万元", "publicly_serving": "yes"}
        )
        [asset] = assets.register(story.town.of("owner"), day)
        assert (asset.name, asset.cost, asset.registered_on) == ("服务器", 8 * 10**6, day)
        story.do("evaluation.open", "authority", {"year": "2024", "evaluator": "experts"})
        scores = ["cost_benefit", "effect", "efficiency", "frequency", "sharing", "security", "innovation"]
        story.do(
            "evaluation.conclude",
            "authority",
            {
                **dict.fromkeys(scores, "80"),
                "concluded_on": "2024-10-25",
                "score": "80",
                "result": "good",
                "opinion": "好",
            },
            of="evaluation.1",
        )
        [result] = evaluation.results(story.town.of("owner"), day)
        assert (result.year, result.score, result.result) == (2024, 80, "good")
        assert evaluation.results(story.town.of("other"), day) == []
        page = queries.project(story.town.of("owner"), story.code)
    assert [line.zh for line in page.money][:3] == ["总投资概算", "立项批复", "年度计划批准"]


def test_pages_ask_a_constant_number_of_questions(story: Story, django_assert_max_num_queries: object) -> None:
    with on("2024-04-08"):
        for _ in range(12):
            stories.register(Story(story.town))
        from django.test.utils import CaptureQueriesContext

        def asked(per_page: int) -> int:
            with CaptureQueriesContext(connection) as found:
                queries.register(story.town.of("owner"), per_page=per_page)
            return len(found)

        asked(1)
        assert asked(2) == asked(12)
