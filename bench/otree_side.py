"""oTree from PyPI in a temporary environment, serving the project in otree_project/ the way its manual says."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from random import Random

from bench import load, servers

PROJECT = Path(__file__).parent / "otree_project"
VERSION = "otree>=6,<7"


def make_environment(folder: Path) -> Path:
    """A virtual environment with oTree in it; left as it is when it already has one."""
    command = folder / "bin" / "otree"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, VERSION], check=True)
    return command


class OTree:
    """One production server (`otree prodserver`; oTree knows no second process) with an empty SQLite database."""

    def __init__(self, command: Path, folder: Path, pages: list[list[tuple[str, str]]]) -> None:
        self.pages = pages
        self.address = ("127.0.0.1", servers.free_port())
        self._log = (folder / "otree.log").open("wb")
        project = folder / "otree_project"
        shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__"))
        (project / "_static").mkdir()  # oTree refuses to start without it, and git keeps no empty folder
        (project / "statements.json").write_text(json.dumps(pages), encoding="utf-8")
        environment = os.environ | {
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "OTREE_PRODUCTION": "1",
            "OTREE_ADMIN_PASSWORD": secrets.token_hex(16),
            "BENCH_SECRET": secrets.token_hex(16),
        }
        environment.pop("DATABASE_URL", None)
        self.version = subprocess.run(
            [command, "--version"], cwd=project, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()
        # a group of its own, because prodserver starts a second process that outlives it
        self.server = subprocess.Popen(
            [command, "prodserver", f"{self.address[0]}:{self.address[1]}"],
            cwd=project,
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> OTree:
        try:
            servers.wait_until_it_answers(self.address, self.server)
        except load.Broken:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        servers.stop(self.server)
        self._log.close()

    def links(self, number: int) -> list[str]:
        """A session with so many participants, over the REST interface; their start links."""
        code = self._rest("sessions", session_config_name="stappenmeter", num_participants=number)["code"]
        people = self._rest(f"get_session/{code}", participant_labels=None)["participants"]
        return [f"/InitializeParticipant/{person['code']}" for person in people]

    def _rest(self, path: str, **payload: object) -> dict:
        request = urllib.request.Request(
            f"http://{self.address[0]}:{self.address[1]}/api/{path}",
            data=json.dumps(payload).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def interview(self, link: str, random: Random) -> load.Interview:
        """Start link, attendance, seven pages of statements, end: 18 requests."""
        here, _ = yield from load.go_to(link)
        here, page = yield from load.post(here, [("aanwezig", str(random.randint(1, 12)))])
        for part in self.pages:
            if page.body.count(b'type="radio"') != 5 * len(part):
                raise load.Broken(f"oTree's {here} does not show {len(part)} statements")
            here, page = yield from load.post(here, [(name, str(random.randint(1, 5))) for name, _ in part])
        if b"Uw antwoorden zijn ontvangen" not in page.body:
            raise load.Broken("oTree's interview did not end on the last page")
