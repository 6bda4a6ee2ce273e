"""What a fresh machine meets first: the shell entry points and the locks."""

import os
import re
import subprocess
import tomllib

import pytest

from tests.shape.house import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_an_entry_point_is_plain_sh_and_may_be_run(script):
    path = ROOT / script
    assert path.read_text().startswith("#!/bin/sh\n")
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_an_unknown_command_says_what_there_is_and_fails():
    done = subprocess.run([str(ROOT / "dev"), "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "./dev test" in done.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_hashed_and_no_host_is_recorded(lock):
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in lock.read_text()


def test_the_lock_holds_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / "dev.lock").read_text(), re.M))
    missing = {name for line in asked if (name := re.match(r"[\w.-]+", line).group(0).lower()) not in locked}
    assert not missing, f"run uv pip compile again: {missing} is not in requirements/dev.lock"
