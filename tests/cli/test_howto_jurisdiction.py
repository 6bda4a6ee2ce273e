"""docs/howto/add-a-jurisdiction.md, followed to the letter: every file written, every command run, every answer met."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from chengzhang.cli.main import main
from tests.shape.house import ROOT

PAGE = ROOT / "docs" / "howto" / "add-a-jurisdiction.md"
BLOCK = re.compile(r"^```(yaml|sh)\n(.*?)^```$", re.M | re.S)


def test_the_page_leads_from_the_text_to_a_pack_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file's first line is its path. Below a command stand what it prints; `! 1` = it ends with 1."""
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) > 20
    for kind, text in blocks:
        if kind == "yaml":
            name = text.splitlines()[0].removeprefix("# ")
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        else:
            _run(text, capsys)


def _run(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((shlex.split(line[2:]), []))
        else:
            commands[-1][1].append(line)
    for words, expected in commands:
        if words[0] == "mv":
            shutil.move(words[1], words[2])
            continue
        status = main(words[1:])
        said = capsys.readouterr()
        wanted = next((int(line[2:]) for line in expected if line.startswith("! ")), 0)
        assert status == wanted, said.out + said.err
        for line in expected:
            assert line.startswith("! ") or line in said.out, f"{' '.join(words)}\n{said.out}\nlacks: {line}"
