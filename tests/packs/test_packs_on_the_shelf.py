"""Every pack on the shelf: sound, its tables without gap or overlap, its worked examples as they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.proofs import try_tables
from chengzhang.engine.pack.scenarios import run_scenarios
from chengzhang.engine.pack.shelf import releases

PACKS = list(releases())


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_pack_is_sound_and_its_scenarios_hold(folder: Path) -> None:
    pack = load_pack(folder)
    assert [str(fault) for fault in try_tables(pack)] == []
    results = run_scenarios(pack, folder)
    assert [result.told() for result in results if not result.ok] == []
    if pack.status != "draft":
        assert results, "a pack in force has worked examples"
