"""Publishing a release: recorded with what it follows; circles, doubles, edits and nameless drafts are refused."""

import json
import shutil
from datetime import date

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.ledger.models import LedgerEntry
from chengzhang.foundation.models import InstalledPack
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf
from chengzhang.foundation.rulebook.standing import standing, touch
from tests.reports import port


@pytest.fixture
def packs(harbour, tmp_path, monkeypatch):
    """A shelf of our own, to be written on."""
    root = tmp_path / "packs"
    shutil.copytree(port.SHELF, root)
    monkeypatch.setattr(shelf, "packs_root", lambda: root)
    return root / port.PACK


def install(release, **more):
    return administer.install_pack(None, port.PACK, release, **more)


def edit(folder, name, old, new):
    file = folder / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_publishing_is_recorded_with_what_it_follows_and_repeals_elsewhere(harbour):
    harbour.install(port.NEW)
    body = json.loads(LedgerEntry.objects.filter(act="rulebook.install").latest("seq").body)
    assert (body["follows"], body["repeals_of_others"]) == (port.OLD, ["港令〔2010〕3号"])


def test_a_circle_of_replacements_is_refused_with_its_path(packs):
    old = packs / port.OLD / "pack.yaml"
    edge = f"lineage: [{{edge: repeals, pack: {port.PACK}/{port.NEW}, loaded: no, cite: [1-1]}}]\n"
    old.write_text(old.read_text() + edge)
    with pytest.raises(Refusal) as refused:
        install(port.NEW)
    assert refused.value.code == "lineage_circle"
    assert refused.value.say.count(port.NEW) == 2
    assert InstalledPack.objects.count() == 1


def test_a_release_is_installed_once(harbour):
    harbour.install(port.NEW)
    with pytest.raises(Refusal) as refused:
        harbour.install(port.NEW)
    assert refused.value.code == "pack_installed"


def test_a_released_pack_that_was_edited_stops_binding(packs, monkeypatch):
    install(port.NEW)
    edit(packs / port.NEW, "rules.yaml", "500万元", "800万元")
    monkeypatch.setattr(shelf, "_loaded", {})
    touch()
    with pytest.raises(Refusal) as refused:
        standing(port.PACK, date(2022, 7, 1))
    assert refused.value.code == "pack_changed"
    assert standing(port.PACK, date(2022, 6, 30)).release == port.OLD


def draft(packs):
    shutil.copytree(packs / port.NEW, packs / "draft")
    edit(packs / "draft", "pack.yaml", f"release: {port.NEW}", "release: draft")
    edit(packs / "draft", "pack.yaml", "status: in_force", "status: draft")
    edit(packs / "draft", "pack.yaml", "number: 港令〔2022〕7号", "number: unknown")
    edit(packs / "draft", "pack.yaml", "in_force_on: 2022-07-01", "in_force_on: unknown")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"valid_from": date(2027, 1, 1)},
        {"valid_from": date(2027, 1, 1), "assumed": {"in_force_on": "2027-01-01"}},
        {"assumed": {"number": "港令〔2027〕1号"}},
    ],
)
def test_a_draft_without_number_or_date_is_refused(packs, more):
    draft(packs)
    with pytest.raises(Refusal) as refused:
        install("draft", **more)
    assert refused.value.code == "draft_needs_assumptions"
    assert refused.value.next_step


def test_what_is_assumed_for_a_draft_is_kept_as_assumed(packs):
    draft(packs)
    install("draft", valid_from=date(2027, 1, 1), assumed={"number": "港令〔2027〕1号"})
    held = standing(port.PACK, date(2027, 1, 1))
    assert held.assumed == {"in_force_on": "2027-01-01", "number": "港令〔2027〕1号"}
    body = json.loads(LedgerEntry.objects.filter(act="rulebook.install").latest("seq").body)
    assert body["assumed"] == held.assumed


def test_a_measure_that_has_number_and_date_assumes_nothing(harbour):
    with pytest.raises(Refusal) as refused:
        install(port.NEW, assumed={"number": "港令〔1999〕1号"})
    assert refused.value.code == "nothing_to_assume"
