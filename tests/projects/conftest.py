"""A town with the 六安 pack in force, for every test of the door."""

import pytest

from tests import stories


@pytest.fixture
def town(db: None) -> stories.Town:
    return stories.town()
