"""A process of its own gets what it is to work on and nothing else, and takes no more than its share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from monitor.exports import apart, research_sav
from monitor.exports.apart import MOST_CPU, MOST_MEMORY, NICER, run_apart
from monitor.services import reporting
from tests.monitor.exports.researched import forms_data, plain_questionnaire
from tests.scene import PATTERNS

SECRETS = {
    "MONITOR_SECRET_KEY": "geheim-van-de-server",
    "MONITOR_MAIL_PASSWORD": "geheim-van-de-mail",
    "DATABASE_PASSWORD": "geheim-van-een-ander",
    "PYTHONPATH": "/ergens/anders",
}
TELL = "import json, os, sys; json.dump([dict(os.environ), sys.stdin.read()], sys.stdout)"
TELL_LIMITS = """
import json, os, resource, sys
from monitor.exports.apart import be_modest
before = os.nice(0)
be_modest()
limits = [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
json.dump([os.nice(0) - before, limits], sys.stdout)
"""


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


def test_no_setting_and_no_secret_stands_in_the_environment_of_the_process() -> None:
    done = run_apart((sys.executable, "-c", TELL), b"een pagina", seconds=60)

    environment, given = json.loads(done.stdout)
    assert given == "een pagina"
    assert not environment.keys() & SECRETS.keys()
    assert not set(environment.values()) & set(SECRETS.values())
    assert environment["PATH"] == os.environ["PATH"]


def test_the_report_and_the_spss_file_are_both_made_that_way(monkeypatch: pytest.MonkeyPatch) -> None:
    ran, run = [], subprocess.run

    def watch(command: tuple[str, ...], **options: Any) -> Any:
        ran.append((command[-1], options["env"].keys() & SECRETS.keys()))
        return run((sys.executable, "-c", "print('%PDF-')"), **options)

    monkeypatch.setattr(apart.subprocess, "run", watch)

    reporting._run("<p>Een rapport")
    research_sav.to_sav(forms_data(plain_questionnaire(), PATTERNS))

    assert ran == [("monitor.exports.report_pdf", set()), ("monitor.exports.research_sav", set())]


def test_the_process_takes_no_more_than_its_share() -> None:
    done = run_apart((sys.executable, "-c", TELL_LIMITS), b"", seconds=60)

    assert json.loads(done.stdout) == [NICER, [[MOST_MEMORY, MOST_MEMORY], [MOST_CPU, MOST_CPU]]]


def test_a_process_that_wants_more_memory_fails_and_takes_nobody_along() -> None:
    greedy = f"from monitor.exports.apart import be_modest; be_modest(); bytearray({2 * MOST_MEMORY})"

    assert run_apart((sys.executable, "-c", greedy), b"", seconds=60).returncode == 1
