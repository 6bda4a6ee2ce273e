"""The door: what it refuses before the rules are asked, what it records, and that it never does half of an act."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from chengzhang.engine.decision import Outcome as Verdict
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import LedgerEntry, Message
from chengzhang.foundation.refusal import Refusal
from chengzhang.projects import perform as door
from chengzhang.projects import queries, registry
from chengzhang.projects.command import Command
from chengzhang.projects.models import Decision, Part, Project, Repeat, Subject
from chengzhang.projects.refusal import KeyReused, Malformed, NotAnAct, NotFound, NotYours, Stale
from chengzhang.projects.registry import Happened
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)


def test_registering_gives_a_number_without_gaps(town: stories.Town) -> None:
    with on("2023-07-03"):
        codes = [stories.register(Story(town)).project for _ in range(3)]
    assert codes == ["2023-0001", "2023-0002", "2023-0003"]


def test_a_refusal_by_the_rules_is_stored_and_changes_nothing(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        before = list(Subject.objects.values())
        outcome = story.act("declaration.submit", "owner", {})
    assert not outcome.done
    stored = Decision.objects.get(id=outcome.number)
    assert (stored.allowed, stored.outcome) == (False, outcome.decision.outcome.value)
    assert LedgerEntry.objects.filter(act="declaration.submit", outcome=stored.outcome).count() == 1
    assert list(Subject.objects.values()) == before
    assert Project.objects.get().revision == 1
    assert verify().sound


def test_a_stored_decision_reads_as_it_was_answered(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        outcome = stories.draft(story)
        page = queries.decision(town.of("owner"), outcome.number)
    assert page.decision == outcome.decision
    assert page.ledger_seq is not None
    assert ("总投资概算", "620.00万元") in {(one.label, one.zh) for one in page.answers}


def test_a_stale_page_is_refused_and_stores_nothing(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        seen = stories.register(story).revision
        stories.draft(story)
        count = Decision.objects.count()
        with pytest.raises(Stale) as refused:
            story.act("declaration.withdraw", "owner", revision=seen)
    assert refused.value.current == seen + 1
    assert Decision.objects.count() == count


def test_a_double_click_gets_the_first_answer_again(town: stories.Town) -> None:
    owner = town.of("owner")
    answers = {"title": "甲", "secrecy": "plain", "supply_mode": "invested", "local_budget_funds": "10万元"}
    with on("2023-07-03"):
        first = door.perform(Command("project.register", owner, answers=answers, key="k1"))
        again = door.perform(Command("project.register", owner, answers=answers, key="k1"))
        with pytest.raises(KeyReused):
            door.perform(Command("project.register", owner, answers=answers | {"title": "乙"}, key="k1"))
    assert (again.project, again.number, again.repeated, again.revision) == (first.project, first.number, True, 1)
    assert Project.objects.count() == 1


def test_the_wrong_role_is_refused_with_an_article(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        stories.draft(story)
        outcome = story.act("declaration.admit", "owner")
    role = next(one for one in outcome.decision.against if one.kind == "role")
    assert role.cite and "市数管局" in role.say


def test_somebody_elses_project_is_not_found(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        for ask in (
            lambda: queries.project(town.of("other"), story.code),
            lambda: story.act("declaration.draft", "other"),
            lambda: queries.action(town.of("other"), story.code, "declaration.draft"),
            lambda: door.hand_in(town.of("other"), story.code, "sharing_list", 1),
            lambda: queries.project(town.of("finance"), story.code),  # still a draft: no business of theirs
        ):
            with pytest.raises(NotFound):
                ask()
        assert queries.register(town.of("other")).total == 0
        assert queries.register(town.of("finance")).total == 0
        assert queries.register(town.of("authority")).total == 1
        assert queries.register(town.of("audit")).total == 1
    assert Decision.objects.filter(allowed=False).count() == 0


def test_an_act_nobody_wrote_is_not_found(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        with pytest.raises(NotAnAct):
            story.act("project.fly", "owner")


def test_the_system_may_do_what_is_the_systems_only(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        outcome = door.perform(Command("declaration.draft", None, project=story.code))
    assert outcome.decision.outcome is Verdict.BLOCKED


def test_nothing_of_an_act_stays_when_a_room_refuses(town: stories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def stand_against(happened: Happened) -> None:
        Subject.objects.filter(id=happened.row.id).update(state="spoiled")
        raise Refusal("no_money", "账户没有余额。", "请先安排资金。")

    monkeypatch.setitem(registry._on_subject, "declaration", [stand_against])
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        outcome = story.act(
            "declaration.draft",
            "owner",
            {"nature": "new", "contents": ["other"], "total_estimate": "10万元", "crosses_levels": "no"},
        )
    assert outcome.decision.outcome is Verdict.BLOCKED
    assert outcome.decision.findings[-1].id == "no_money"
    assert not Subject.objects.filter(kind="declaration").exists()
    assert Decision.objects.get(id=outcome.number).allowed is False
    assert Project.objects.get().revision == 1
    assert verify().sound


def test_nothing_of_an_act_stays_when_a_room_breaks(town: stories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(happened: Happened) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(registry._on_subject, "declaration", [break_down])
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        counts = (Decision.objects.count(), LedgerEntry.objects.count(), Message.objects.count())
        with pytest.raises(ZeroDivisionError):
            stories.draft(story)
    assert (Decision.objects.count(), LedgerEntry.objects.count(), Message.objects.count()) == counts
    assert not Subject.objects.filter(kind="declaration").exists()


def test_a_changed_byte_is_found(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        outcome = stories.draft(story)
    assert verify().sound
    for table, column, where, code in (
        ("projects_subject", "facts", "kind = 'project'", "subject_differs"),
        ("projects_subject", "state", "kind = 'declaration'", "subject_differs"),
        ("projects_project", "title", "1 = 1", "project_differs"),
        ("projects_decision", "body", f"id = {outcome.number}", "decision_differs"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table} WHERE {where}")
            before = cursor.fetchone()[0]
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [before[:-1] + "x"])
            assert [fault.code for fault in verify().faults] == [code]
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [before])
    assert verify().sound


def test_many_writers_on_one_project_lose_nothing_and_double_nothing(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
    writers, each = 6, 5
    done: list[int] = []
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with on("2023-07-03"):
                for n in range(each):
                    command = Command(
                        "project.audit",
                        town.of("audit"),
                        project=story.code,
                        answers={"finding": f"第{number}人第{n}次"},
                        key=f"{number}-{n}",
                    )
                    done.append(door.perform(command).number)
                    done.append(door.perform(command).number)  # the click after the click
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(set(done)) == writers * each and len(done) == 2 * writers * each
    project = Project.objects.get()
    assert project.revision == 1 + writers * each
    assert Decision.objects.filter(action="project.audit", allowed=True).count() == writers * each
    assert Repeat.objects.count() == writers * each
    assert Subject.objects.get(kind="project").events.count("第") == 2 * writers * each
    assert verify().sound


def test_two_writers_of_one_key_do_one_act(town: stories.Town) -> None:
    answers = {"title": "甲", "secrecy": "plain", "supply_mode": "invested", "local_budget_funds": "10万元"}
    found: list[str | None] = []
    start = threading.Barrier(4)

    def write() -> None:
        try:
            with on("2023-07-03"):
                start.wait()
                found.append(
                    door.perform(Command("project.register", town.of("owner"), answers=answers, key="k")).project
                )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert Project.objects.count() == 1


def test_a_part_can_be_taken_back_until_it_is_used(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        stories.draft(story)
        stories.submit(story)
        stories.admit(story)
    with on("2023-08-10") as day:
        waiting = story.act("review.conclude", "authority", stories.review_answers(story, day))
        assert waiting.waits and waiting.state == "waiting"
        assert [one.action for one in queries.desk(town.of("finance")).wanted] == ["review.conclude"]
        door.give_part(town.of("finance"), story.code, "review.conclude", text="同意")
        assert queries.desk(town.of("finance")).wanted == ()
        door.withdraw_part(town.of("finance"), Part.objects.get().pk)
        assert len(queries.desk(town.of("finance")).wanted) == 1
        for role in ("finance", "development_reform", "cryptography"):
            assert door.give_part(town.of(role), story.code, "review.conclude", text="同意").waits  # type: ignore[union-attr]
        [expert] = story.speakers("expert")
        last = door.give_part(expert, story.code, "review.conclude", text="同意")
        assert last is not None and last.done and last.state == "passed"
        with pytest.raises(Malformed):
            door.withdraw_part(town.of("finance"), Part.objects.filter(role="finance", withdrawn=False).get().pk)
        with pytest.raises(NotYours):
            door.give_part(town.of("owner"), story.code, "review.conclude")
    assert verify().sound


def test_a_frozen_paper_can_not_be_replaced(town: stories.Town) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
        stories.draft(story)
        stories.submit(story)
        with pytest.raises(Refusal) as refused:
            story.hand_in("sharing_list")
    assert refused.value.code == "paper_frozen"


def test_a_secret_project_takes_no_content(town: stories.Town) -> None:
    story = Story(town, title="代号甲")
    with on("2023-07-03"):
        story.do("project.register", "owner", {"title": "代号甲", "secrecy": "secret"})
        assert Project.objects.get().track == "register_only"
        assert not story.act("declaration.draft", "owner").done
        with pytest.raises(Refusal):
            story.hand_in("sharing_list")
        saved = {"title": "代号甲", "local_budget_funds": "机密"}
        door.save_draft(town.of("owner"), story.code, "secret_node.file", saved | {"node": "review", "content": "机密"})
        kept = queries.action(town.of("owner"), story.code, "secret_node.file").draft
        assert "机密" not in str(kept)
        story.do("secret_node.file", "owner", {"node": "review", "done_on": "2023-07-01", "result": "passed"})
    assert date(2023, 7, 1).isoformat() in Subject.objects.get(kind="secret_node").facts
