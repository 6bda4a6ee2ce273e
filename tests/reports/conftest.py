"""A port with an older and a newer order on its shelf, for every test of a change of law."""

import pytest

from chengzhang.foundation.rulebook import shelf
from tests.reports import port


@pytest.fixture
def harbour(db: None, monkeypatch: pytest.MonkeyPatch) -> port.Port:
    """The older order in force since 2020; everybody in office."""
    monkeypatch.setattr(shelf, "packs_root", lambda: port.SHELF)
    monkeypatch.setattr(shelf, "_loaded", {})
    return port.Port()
