"""The door's SQL names the columns that the models have, every one of them (ADR 0005)."""

import re

from chengzhang.projects import facts, models
from chengzhang.projects.perform import statements


def columns(model: type) -> set[str]:
    return {field.column for field in model._meta.concrete_fields}  # type: ignore[attr-defined]


def test_what_is_read_is_every_column_of_a_subject() -> None:
    assert set(facts.SUBJECT_COLUMNS) == columns(models.Subject) - {"pack"}
    assert set(facts.PROJECT_COLUMNS) <= columns(models.Project)


def test_what_is_written_is_every_column() -> None:
    for sql, model, own in (
        (statements._SUBJECT_INSERT, models.Subject, set()),
        (statements._DECISION_INSERT, models.Decision, set()),
        (statements._PROJECT_INSERT, models.Project, {"amount", "year", "due_on"}),
    ):
        named = set(re.search(r"\((.*?)\)", sql).group(1).replace(" ", "").split(","))  # type: ignore[union-attr]
        assert named == columns(model) - {"id"} - own


def test_what_is_changed_are_columns() -> None:
    for sql, model in (
        (statements._SUBJECT_UPDATE, models.Subject),
        (statements._PROJECT_UPDATE, models.Project),
        (statements._PROJECT_COUNT, models.Project),
    ):
        assert set(re.findall(r"(\w+) = ", sql)) <= columns(model)


def test_the_copies_of_a_project_stand_in_the_order_of_their_statement() -> None:
    row = facts.ProjectRow(1, "c", "title", 1, "p", "track", 0, "stage", 1, 2, None, True)
    named = re.findall(r"(\w+) = %s", statements._PROJECT_UPDATE)[:7]
    assert row.copies() == tuple(getattr(row, name) for name in named)
