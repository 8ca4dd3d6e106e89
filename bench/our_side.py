"""Our own server in its production setup (waitress, two processes of two threads), and an interview with it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from random import Random

from bench import load, servers
from surveys.questionnaire import Questionnaire

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ("1", "2", "3", "4", "geen oordeel")
OVERLEG_FIELD = re.compile(rb"name=\"?(overleg_\d+)\b")


def environment(instance: Path, port: int, processes: int) -> dict[str, str]:
    """What run.py needs to know, beside what is set already."""
    return os.environ | {
        "MONITOR_INSTANCE": str(instance),
        "MONITOR_SECRET_KEY": secrets.token_hex(32),
        "MONITOR_BASE_URL": f"http://127.0.0.1:{port}",
        "MONITOR_HOST": "127.0.0.1",
        "MONITOR_PORT": str(port),
        "MONITOR_PROCESSES": str(processes),
        "MONITOR_THREADS": os.environ.get("MONITOR_THREADS", "2"),
        "MONITOR_DEMO": "true",
    }


class Ours:
    """`python run.py` over an instance folder that house.make has filled."""

    def __init__(self, instance: Path, questionnaire: Questionnaire, *, processes: int = 2) -> None:
        self.questionnaire = questionnaire
        self.address = ("127.0.0.1", servers.free_port())
        self._log = instance.with_suffix(".log").open("wb")
        self.server = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=ROOT,
            env=environment(instance, self.address[1], processes),
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> Ours:
        try:
            servers.wait_until_it_answers(self.address, self.server)
        except load.Broken:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        servers.stop(self.server)
        self._log.close()

    def interview(self, link: str, random: Random) -> load.Interview:
        """Link, Start, attendance, seven pages of statements, overview, Versturen, Dank: about 22 requests."""
        _, page = yield from load.go_to(link)
        here, page = yield from load.post(link, page.hidden())
        ticked = [name.decode() for name in dict.fromkeys(OVERLEG_FIELD.findall(page.body))]
        if not ticked:
            raise load.Broken(f"our {here} offers no overleg")
        present = [(name, "y") for name in ticked]
        present += [(name.replace("overleg_", "aanwezig_"), str(random.randint(1, 12))) for name in ticked]
        here, page = yield from load.post(here, page.hidden() + present)
        for aspect in self.questionnaire.aspects:
            if page.body.count(b'type="radio"') != len(ANSWERS) * len(aspect.items):
                raise load.Broken(f"our {here} does not show {len(aspect.items)} statements")
            given = [(item.id, random.choice(ANSWERS)) for item in aspect.items]
            here, page = yield from load.post(here, page.hidden() + given)
        here, page = yield from load.post(here, page.hidden())
        if b"ontvangen" not in page.body and b"dank" not in page.body.lower():
            raise load.Broken("our interview did not end on the last page")
