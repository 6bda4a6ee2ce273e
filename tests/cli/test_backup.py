"""A backup holds everything, a restore believes nothing it has not checked, and neither writes over data unasked."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from chengzhang.cli.main import main
from chengzhang.foundation.backup import archive
from chengzhang.foundation.backup.restore import restore
from chengzhang.foundation.backup.save import save
from chengzhang.foundation.documents import keep, store
from chengzhang.foundation.documents.models import Version
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.people.models import Organisation
from chengzhang.foundation.refusal import Refusal
from tests.api.conftest import DAY
from tests.stories import Town, on, town


@pytest.fixture
def office(transactional_db: None) -> Iterator[Town]:
    with on(DAY):
        made = town()
        made.document("owner", "sharing_list")
        yield made


@pytest.fixture
def saved(office: Town, tmp_path: Path) -> Path:
    target = tmp_path / "office.tar"
    save(target)
    return target


def need_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("replacing the file is SQLite's way; PostgreSQL restores with its own tool")


def test_what_was_saved_comes_back(saved: Path, office: Town) -> None:
    digest = Version.objects.get().digest
    before = verify()
    store.path_of(digest).unlink()
    Organisation.objects.filter(pk=office.of("other").organisation_id).update(short="改名了")
    held = restore(saved, replace=True)
    assert set(held.members) == {"database", f"files/{digest}"}
    assert keep.intact(Version.objects.get())
    assert verify() == before
    assert not Organisation.objects.filter(short="改名了").exists()


def test_data_is_not_written_over_unasked(saved: Path, office: Town) -> None:
    with pytest.raises(Refusal) as refused:
        restore(saved)
    assert refused.value.code == "database_not_empty"
    with pytest.raises(Refusal) as refused:
        save(saved)
    assert refused.value.code == "backup_exists"
    save(saved, replace=True)


def rewritten(source: Path, change: Any) -> Path:
    """The archive with its members changed by `change(list of (name, bytes))`."""
    with tarfile.open(source) as tar:
        members = [(one.name, tar.extractfile(one).read()) for one in tar]  # type: ignore[union-attr]
    target = source.with_name("changed.tar")
    with tarfile.open(target, "w") as tar:
        for name, content in change(members):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def flip(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    name, content = members[1]
    return [members[0], (name, content[:100] + bytes([content[100] ^ 1]) + content[101:]), *members[2:]]


def lie(members: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    manifest = json.loads(members[0][1])
    manifest["members"]["../../evil"] = {"size": 3, "digest": archive.digest_of(Path(__file__))}
    return [(members[0][0], json.dumps(manifest).encode()), *members[1:], ("../../evil", b"bad")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(flip, id="one bit"),
        pytest.param(lambda members: members[:-1], id="a member lost"),
        pytest.param(lambda members: [*members, ("extra", b"x")], id="a member more"),
        pytest.param(lambda members: members[1:], id="no manifest"),
        pytest.param(lambda members: [(members[0][0], b"{}"), *members[1:]], id="an empty manifest"),
        pytest.param(lie, id="a name that leads out"),
    ],
)
def test_a_spoilt_archive_changes_nothing(saved: Path, office: Town, change: Any) -> None:
    spoilt = rewritten(saved, change)
    Organisation.objects.filter(pk=office.of("other").organisation_id).update(short="没有被恢复")
    with pytest.raises(Refusal) as refused:
        restore(spoilt, replace=True)
    assert refused.value.code == "backup_broken"
    assert Organisation.objects.filter(short="没有被恢复").exists()
    assert not list(Path(settings.HOME).glob(".restore-*"))
    assert not (saved.parent.parent / "evil").exists()


def test_half_an_archive_is_refused(saved: Path, office: Town) -> None:
    half = saved.with_name("half.tar")
    half.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(Refusal) as refused:
        restore(half, replace=True)
    assert refused.value.code == "backup_broken"


def test_a_lost_document_stops_the_backup(office: Town, tmp_path: Path) -> None:
    store.path_of(Version.objects.get().digest).unlink()
    with pytest.raises(Refusal) as refused:
        save(tmp_path / "office.tar")
    assert refused.value.code == "file_lost"
    assert not (tmp_path / "office.tar").exists()


def test_a_database_in_use_is_not_replaced(saved: Path, office: Town) -> None:
    need_sqlite()
    import sqlite3

    running = sqlite3.connect(connection.settings_dict["NAME"])
    running.execute("BEGIN")
    running.execute("SELECT count(*) FROM ledger_entry").fetchone()
    try:
        with pytest.raises(Refusal) as refused:
            restore(saved, replace=True)
        assert refused.value.code == "database_in_use"
    finally:
        running.close()
    assert verify().sound


def test_the_commands_say_what_they_did(office: Town, tmp_path: Path, capsys: Any) -> None:
    target = str(tmp_path / "by-command.tar")
    assert main(["backup", target]) == 0
    assert "1份材料" in capsys.readouterr().out
    assert main(["restore", target]) == 1
    assert "database_not_empty" in capsys.readouterr().err
    assert main(["restore", target, "--replace"]) == 0
    assert "完好" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "absent.tar"), "--replace"]) == 1
    assert "backup_not_found" in capsys.readouterr().err
