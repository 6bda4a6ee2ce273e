"""The examples in the docstrings of the values hold."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["dates", "literals", "money", "month_day", "period", "ratio", "year"])
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"chengzhang.engine.values.{name}"))
    assert result.attempted
    assert not result.failed
