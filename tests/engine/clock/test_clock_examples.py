"""The examples in the docstrings of the clock hold."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["counting", "moments", "recurring"])
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"chengzhang.engine.clock.{name}"))
    assert result.attempted
    assert not result.failed
