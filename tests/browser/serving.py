"""A real server for the browser: `python run.py` on an instance folder of its own and a free port."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.model import WaveState
from monitor.services import answering, sealing
from monitor.services.answering import PagePosted
from monitor.services.demo import HOUSE, ensure_demo
from monitor.services.installation import Installation, read_link_key
from monitor.services.sending import FORM, HEAD_BYTES
from monitor.store import invitations, vault, waves
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


@dataclass
class Served:
    """A running monitor with the invented house; `take_link` hands out each personal link once."""

    folder: Path
    url: str
    wave: str
    _taken: set[str] = field(default_factory=set)

    @property
    def installation(self) -> Installation:
        return Installation(self.folder, read_link_key(self.folder), invented=True)

    @property
    def closed_wave(self) -> str:
        """The last wave with results."""
        return next(
            wave.id for wave in waves.select_waves(self.installation.house(HOUSE.id)) if wave.state is WaveState.CLOSED
        )

    def wave_url(self, wave: str | None = None) -> str:
        return f"{self.url}/huizen/{HOUSE.id}/{wave or self.wave}/"

    def take_link(self, *, overleggen: int) -> str:
        """A personal link of the open wave that nobody used, of a partner with exactly so many overleggen."""
        installation = self.installation
        db = installation.house(HOUSE.id)
        secret, _ = waves.select_secrets(db, self.wave)
        assert secret is not None, "the wave is closed"
        for invitation, number in invitations.select_untouched(db, self.wave, most=1000):
            invited = invitations.select_invited_overleggen(db, wave=self.wave, invitation=invitation)
            if invitation not in self._taken and len(invited) == overleggen:
                self._taken.add(invitation)
                token = sealing.make_token(
                    installation.link_key, wave_secret=secret, invitation=invitation, link_number=number
                )
                return f"{self.url}/d/{HOUSE.id}/{token}"
        raise LookupError(f"no unused invitation with {overleggen} overleggen is left")

    def fill_parts(self, link: str, *, answered: int) -> None:
        """Go through all parts of the first overleg, behind the screens; only the first so many parts get answers."""
        installation, token = self.installation, link.rsplit("/", 1)[-1]
        found = answering.visit(installation, HOUSE.id, token)
        codes = [overleg.code for overleg in found.overleggen]
        found = answering.choose_overleggen(installation, found, {code: 9 - at for at, code in enumerate(codes)})
        for part, aspect in enumerate(found.questionnaire.aspects, start=1):
            given = {item.position: 3 for item in aspect.items} if part <= answered else {}
            page = PagePosted(codes[0], part, {}, given, "test", None, complete=True)
            found = answering.save_page(installation, found, page).visit

    def read_vault(self) -> dict[bytes, tuple[int, int, bytes]]:
        """Id -> (code of the overleg, times present, a byte per item) of every form of the open wave."""
        installation = self.installation
        db = installation.house(HOUSE.id)
        secret, _ = waves.select_secrets(db, self.wave)
        assert secret is not None, "the wave is closed"
        key = sealing.wave_key(installation.link_key, secret)
        forms = {}
        for form, sealed in vault.select_forms(db, self.wave):
            plain = sealing.unseal(key, sealed, FORM + self.wave.encode())
            _, overleg, _, present = struct.unpack(">QHHh", plain[:HEAD_BYTES])
            forms[form] = (overleg, present, plain[HEAD_BYTES:])
        return forms


def make_demo(folder: Path) -> str:
    """Make the invented house; gives its open wave."""
    wave = ensure_demo(folder).wave
    _let_go()
    return wave


def copy_demo(source: Path, target: Path) -> None:
    """A copy of a demo that nobody serves at the moment."""
    _let_go()
    shutil.copytree(source, target)


def _let_go() -> None:
    """Close this process's databases, so that nothing is left in a -wal."""
    houses.close()
    directories.close()


@contextmanager
def serve(folder: Path, wave: str) -> Iterator[Served]:
    """Serve an instance folder until the block ends."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    environment["MONITOR_INSTANCE"] = str(folder)
    log = folder.with_name(f"{folder.name}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "run.py", "--port", str(port)], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(process, url, log)
            yield Served(folder, url, wave)
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)
            _let_go()


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/toegankelijkheid", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)  # between two looks, not instead of one
    raise RuntimeError(f"the server does not answer at {url}:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
