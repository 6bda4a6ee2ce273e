"""Kill the process in the middle of its work: what is stored afterwards is whole acts only."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from chengzhang.foundation.ledger.verify import verify
from chengzhang.projects.models import Decision, Project, Subject
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)

_WRITER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "chengzhang.config.settings"
from django.conf import settings
settings.CLOCK_MAY_BE_SET = True
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from datetime import date
from chengzhang.foundation import clock
from chengzhang.foundation.people import posts
from chengzhang.projects.command import Command
from chengzhang.projects.perform import perform
day = date(2023, 7, 3)
with clock.at(day):
    actor = posts.roles_open_to(int(sys.argv[3]), day)[0]
    n = 0
    while True:
        n += 1
        done = perform(Command("project.audit", actor, project=sys.argv[2], answers={"finding": f"no. {n}"}))
        assert done.done
        print(done.number, flush=True)
"""


def test_a_killed_writer_leaves_whole_acts_and_a_sound_chain(town: stories.Town, tmp_path: Path) -> None:
    story = Story(town)
    with on("2023-07-03"):
        stories.register(story)
    name = str(connection.settings_dict["NAME"])
    environment = os.environ | {"CHENGZHANG_HOME": str(settings.HOME)}
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, name, story.code, str(town.of("audit").person_id)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert writer.stdout is not None and writer.stderr is not None
        first = writer.stdout.readline()
        assert first.strip(), writer.stderr.read()
        time.sleep(0.3)
        writer.send_signal(signal.SIGKILL)
        said = [int(line) for line in [first, *writer.stdout] if line.strip().isdigit()]
        writer.wait()
        assert said, "the writer did nothing before it was killed"
        stored = set(Decision.objects.values_list("id", flat=True))
        assert set(said) <= stored  # what it said was done is there
        verdict = verify()
        assert verdict.sound, verdict.faults
        acts = Decision.objects.filter(action="project.audit", allowed=True).count()
        assert Project.objects.get().revision == 1 + acts
        assert Subject.objects.get(kind="project").events.count("project.audit") == acts
