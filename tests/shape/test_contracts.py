"""The import contracts of pyproject.toml hold, and the tables are what the models say."""

import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.shape.house import ROOT


def test_the_arrows_hold():
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_every_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
