"""Every pack on the shelf is clean, within the time a keeper waits; and slips in one are noticed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

pytest.importorskip("z3")

from chengzhang.cli.main import main
from chengzhang.engine.clock import load_calendar
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import calendar_folder, releases
from chengzhang.engine.proof.claims import Status
from chengzhang.engine.proof.prove import prove
from tests.engine.pack.small_pack import FILES, write
from tools.mutants import mutants_of
from tools.mutate import killer, sound

SECONDS = 30  # for all packs together
FEW = 0.02  # of the claims may be beyond what can be encoded


def test_all_shipped_packs_are_clean_and_quickly_so() -> None:
    spent = time.process_time()
    for folder in releases():
        pack = load_pack(folder)
        report = prove(pack, folder, load_calendar(calendar_folder(pack.calendar.days)))
        assert [f"{claim.mark} {claim.what}" for claim in report.findings] == [], report.pack
        assert report.count(Status.PROVED) > 100
        assert report.count(Status.UNPROVED) <= FEW * len(report.claims), report.pack
    assert time.process_time() - spent < SECONDS


def test_most_slips_in_a_real_pack_are_noticed() -> None:
    """A seeded sample without the clauses' coverage; the whole measure is `tools/mutate.py`."""
    folder = next(path for path in releases() if not path.parent.name.startswith("test"))
    known = sound(folder)
    survivors = [str(mutant) for mutant in mutants_of(folder, 7, 12) if killer(known, mutant) is None]
    assert len(survivors) < 6, survivors


def test_the_same_seed_makes_the_same_slips() -> None:
    folder = next(iter(releases()))
    assert mutants_of(folder, 1, 40) == mutants_of(folder, 1, 40)
    assert mutants_of(folder, 1, 40) != mutants_of(folder, 2, 40)
    assert len({mutant.kind for mutant in mutants_of(folder, 1, 40)}) > 20


GAP = """\
price:
  decide: price
  words: {dear: 贵, cheap: 便宜}
  rows:
  - {then: dear, cite: [6-1], when: {all: [cost > 200万元]}}
  - {then: cheap, cite: [6-2], when: {all: [cost < 200万元]}}
"""


def test_the_command_says_where_why_and_for_which_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path, {"rules.yaml": FILES["rules.yaml"] + GAP})
    assert main(["pack", "prove", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "rules.yaml:27：表“price”没有一行管到这种情形。补上一行，或改正边界。[table.gap]" in said
    assert "；造价恰为200万元" in said
    assert "✗ small/2020-01-01 小规则：证明" in said


def test_the_command_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path, {"rules.yaml": FILES["rules.yaml"] + GAP})
    assert main(["pack", "prove", "--json", str(folder)]) == 1
    [report] = json.loads(capsys.readouterr().out)
    [gap] = [claim for claim in report["claims"] if claim["status"] == "refuted" and claim["code"] == "table.gap"]
    assert gap["at"] == "rules.yaml:27"
    assert "造价恰为200万元" in gap["case"]
    assert report["counts"]["refuted"] == sum(claim["status"] == "refuted" for claim in report["claims"])
