"""A secret project: nobody's own words and no paper get in, by the door, its side doors, or a refused attempt."""

from collections.abc import Callable

import pytest
from django.db import connection

from chengzhang.foundation.refusal import Refusal
from chengzhang.projects import perform as door
from chengzhang.projects.perform.narrow import OFFLINE
from chengzhang.projects.refusal import Malformed
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "机密内容甲乙丙"


@pytest.fixture
def story() -> Story:
    begun = Story(stories.town(), title="代号工程", amount="0元")
    with on("2023-07-03"):
        begun.do("project.register", "owner", {"title": begun.title, "secrecy": "secret"})
    return begun


def stored(words: str) -> list[str]:
    """Every column of every table that holds the words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(
                    f'SELECT count(*) FROM {table} WHERE CAST("{column.name}" AS text) LIKE %s', [f"%{words}%"]
                )
                found += [f"{table}.{column.name}"] if cursor.fetchone()[0] else []
    return found


def attempts(story: Story) -> list[Callable[[], object]]:
    owner, finance, code = story.town.of("owner"), story.town.of("finance"), story.code
    node = {"node": "review", "done_on": "2023-07-02", "result": "passed"}
    return [
        lambda: story.act("declaration.draft", "owner", {"requirement": WORDS}),
        lambda: story.act("secret_node.file", "owner", node | {"result": WORDS}),
        lambda: story.act("secret_node.file", "owner", node | {WORDS: "x"}),
        lambda: story.act("secret_node.file", "owner", node, reason=WORDS),
        lambda: story.act("secret_node.file", "owner", node, not_applicable={"design": WORDS}),
        lambda: door.give_part(finance, code, "plan_line.propose", text=WORDS),
        lambda: door.skip_paper(owner, code, "design", WORDS),
        lambda: door.save_draft(owner, code, "declaration.draft", {"requirement": WORDS}),
    ]


@pytest.mark.parametrize("number", range(8))
def test_no_words_are_kept(story: Story, number: int) -> None:
    with on("2023-07-04"):
        try:
            outcome = attempts(story)[number]()
        except Refusal:
            outcome = None
    assert outcome is None or not getattr(outcome, "done", False)
    assert stored(WORDS) == []


def test_a_file_is_refused_before_it_is_read(story: Story) -> None:
    with on("2023-07-04") as day, pytest.raises(Malformed):
        door.may_take_papers(story.town.of("owner"), story.code, day)


def test_results_and_the_one_sentence_are_taken(story: Story) -> None:
    with on("2023-07-04"):
        node = {"node": "review", "done_on": "2023-07-02", "result": "passed"}
        assert story.act("secret_node.file", "owner", node, reason=OFFLINE).done
