"""python run.py: serves, or refuses with status 2 and one sentence; importing it demands and opens nothing."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from monitor.services import ticking
from monitor.services.demo import HOUSE, PASSWORD, Demo
from monitor.services.installation import link_key_path
from monitor.store.schema_house import houses
from tests.mail_scene import address_of, queue_mails, with_server
from tests.mail_server import Inbox, Moment, mail_server
from tests.scene import HOUSE as HOUSE_ID
from tests.scene import OTHER_HOUSE, PARTNERS, ROOT, SECRET_KEY, Scene, count_rows

PATIENCE = 30
"""Seconds that anything may take on a busy machine."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What a process gets: nothing of this machine's own settings."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    return {**plain, "MONITOR_INSTANCE": str(folder), **settings}


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run run.py to its end, which has to come."""
    return subprocess.run(
        [sys.executable, "run.py", "--port", str(free_port()), *arguments],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def installed(scene: Scene) -> Path:
    """The folder of an installation that could be served."""
    (scene.folder / "monitor.toml").write_text(f'demo = true\nsecret_key = "{SECRET_KEY}"\n')
    (scene.folder / "demo").touch()  # what marks a folder as an invented house's
    houses.close()
    return scene.folder


def forget_key(folder: Path) -> None:
    (folder / "monitor.toml").write_text("demo = true\n")


def shorten_key(folder: Path) -> None:
    (folder / "monitor.toml").write_text('secret_key = "short"\n')


def misspell(folder: Path) -> None:
    (folder / "monitor.toml").write_text(f'secret_key = "{SECRET_KEY}"\nprot = 5000\n')


def break_the_file(folder: Path) -> None:
    (folder / "monitor.toml").write_text("secret_key = \n")


def lose_the_link_key(folder: Path) -> None:
    link_key_path(folder).unlink()


def show_the_link_key(folder: Path) -> None:
    link_key_path(folder).chmod(0o644)


def damage_the_link_key(folder: Path) -> None:
    link_key_path(folder).write_bytes(b"short")


def damage_the_directory(folder: Path) -> None:
    (folder / "directory.sqlite").write_text("no database " * 1000)


def take_away_the_mark(folder: Path) -> None:
    (folder / "demo").unlink()


def lose_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (forget_key, "secret_key ontbreekt"),
        (shorten_key, "korter dan 32 tekens"),
        (misspell, "'prot' is geen instelling"),
        (break_the_file, "is niet te lezen"),
        (lose_the_link_key, "De sleutel van de links ontbreekt"),
        (show_the_link_key, "Anderen kunnen"),
        (damage_the_link_key, "is beschadigd"),
        (damage_the_directory, "directory.sqlite gaat niet open"),
        (take_away_the_mark, "is geen demo"),
        (lose_the_folder, "secret_key ontbreekt"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_cannot_be_served_is_refused_with_status_2_and_one_sentence(
    installed: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(installed)

    refused = run(installed)

    assert refused.returncode == 2
    assert told in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert refused.stdout == ""


def test_an_invented_house_is_not_shown_to_other_machines(installed: Path) -> None:
    refused = run(installed, "--host", "0.0.0.0")

    assert refused.returncode == 2
    assert "alleen op deze machine" in refused.stderr and len(refused.stderr.splitlines()) == 1


def test_an_invented_house_is_not_shown_by_an_installation_for_real_ones(installed: Path) -> None:
    (installed / "monitor.toml").write_text(f'secret_key = "{SECRET_KEY}"\n')

    refused = run(installed)

    assert refused.returncode == 2
    assert "verzonnen" in refused.stderr and len(refused.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_told(installed: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        refused = run(installed, "--port", str(taken.getsockname()[1]))

    assert refused.returncode == 2
    assert "kan niets luisteren" in refused.stderr and len(refused.stderr.splitlines()) == 1


def test_importing_run_and_making_the_application_needs_no_key_and_opens_no_database(tmp_path: Path) -> None:
    code = "import run; app = run.create_app(); print(sorted(app.cli.commands))"

    imported = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=60
    )

    assert imported.returncode == 0, imported.stderr
    assert "verify-publication" in imported.stdout
    assert list(tmp_path.iterdir()) == []


def test_checking_questionnaires_needs_no_key_and_opens_no_database(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "run", "questionnaires"]

    listed = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=PATIENCE
    )

    assert (listed.returncode, listed.stderr) == (0, "")
    assert "stappenmeter-doelbereik 1" in listed.stdout
    assert list(tmp_path.iterdir()) == []


@dataclass
class Visitor:
    """A browser without looks: keeps cookies by path and follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, where it leads, body)."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if data is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = None if data is None else urlencode(data)
            connection.request("GET" if data is None else "POST", path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, value = cookie.split(";")[0].split("=", 1)
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def token_on(self, path: str) -> str:
        """The form token of a page."""
        found = re.search(r'name="csrf_token" value="(\w+)"', self.ask(path)[2])
        assert found
        return found[1]


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server over a folder, and its port."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "run.py", "--port", str(port), *arguments],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == f"De monitor draait op http://127.0.0.1:{port}\n"
            yield process, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


@pytest.fixture
def demo_copy(demo: Demo, tmp_path: Path) -> Path:
    """The invented house, to be changed."""
    shutil.copytree(demo.folder, tmp_path / "demo")
    return tmp_path / "demo"


@pytest.mark.parametrize("arguments", [(), ("--processes", "2")], ids=["one process", "two processes"])
def test_the_server_answers_links_and_stops_when_it_is_told(
    demo: Demo, demo_copy: Path, arguments: tuple[str, ...]
) -> None:
    with serving(demo_copy, *arguments) as (process, port):
        visitor = Visitor(port)
        landing = visitor.ask(demo.links[0])
        started = visitor.ask(demo.links[0], {})
        resumed = visitor.ask(started[1])
        static = visitor.ask("/static/base.css")

    assert (landing[0], started[0], resumed[0], static[0]) == (200, 303, 303, 200)
    assert "Voorbeeld: alle namen en cijfers zijn verzonnen" in landing[2]
    assert resumed[1] == f"{started[1]}overleggen"
    assert process.returncode == 0


def test_two_processes_keep_to_a_core_each(demo_copy: Path) -> None:
    available = sorted(os.sched_getaffinity(0))
    expected = [{core} for core in available[:2]] if len(available) > 1 else [set(available)] * 2
    with serving(demo_copy, "--processes", "2") as (process, _):
        deadline = time.monotonic() + PATIENCE
        cores: list[set[int]] = []
        while cores != expected and time.monotonic() < deadline:
            time.sleep(0.05)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            cores = [os.sched_getaffinity(int(child)) for child in children]

    assert cores == expected


def test_a_coordinator_closes_a_wave_with_the_button_and_reads_the_result(demo: Demo, demo_copy: Path) -> None:
    with serving(demo_copy, "--processes", "2") as (_, port):
        visitor = Visitor(port)
        token = visitor.token_on("/inloggen")
        email = "coordinator@voorbeeldstreek.example"
        signed_in = visitor.ask("/inloggen", {"csrf_token": token, "email": email, "password": PASSWORD})
        address = f"/huizen/{HOUSE.id}/{demo.wave}/"
        before = visitor.ask(address)[2]
        managed = f"/beheer/{HOUSE.id}/metingen/{demo.wave}/"
        token = visitor.token_on(f"{managed}sluiten")
        closed = visitor.ask(f"{managed}sluiten", {"csrf_token": token, "sure": "y"})
        deadline = time.monotonic() + PATIENCE
        page = visitor.ask(address)[2]
        while "Code van deze publicatie" not in page and time.monotonic() < deadline:
            time.sleep(0.1)
            page = visitor.ask(address)[2]
        link = visitor.ask(demo.links[0])

    assert (signed_in[0], closed[0], closed[1]) == (303, 303, managed)
    assert "Nog geen uitkomsten" in before
    assert "Code van deze publicatie" in page
    assert link[0] == 404
    file = demo_copy / "houses" / f"{HOUSE.id}.sqlite"
    assert count_rows(file, "publication") == 3
    assert count_rows(file, "invitation") == count_rows(file, "draft") == 0


def test_the_server_writes_no_link_in_its_output(demo: Demo, demo_copy: Path) -> None:
    with serving(demo_copy) as (process, port):
        visitor = Visitor(port)
        visitor.ask(demo.links[0])
        visitor.ask(demo.links[0], {})
        visitor.ask("/d/voorbeeldstreek/" + "a" * 22)

        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE)[0]

    assert demo.links[0].rpartition("/")[2] not in said
    assert "a" * 22 not in said


def test_a_body_without_end_and_one_that_is_too_large_are_refused_by_the_server(demo: Demo, demo_copy: Path) -> None:
    with serving(demo_copy) as (_, port):
        visitor = Visitor(port)
        large = visitor.ask("/inloggen", {"email": "x" * 300_000})
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/gegevens", headers={"X-Long": "x" * 70_000})
        header = connection.getresponse()
        header.read()
        connection.close()
        after = visitor.ask(demo.links[0])

    assert large[0] == 413
    assert header.status == 431
    assert after[0] == 200


def test_two_hundred_half_sent_requests_keep_nobody_waiting(demo: Demo, demo_copy: Path) -> None:
    with serving(demo_copy) as (_, port):
        held = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(200)]
        for connection in held:
            connection.sendall(b"POST /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nemail=")
        began = time.monotonic()
        answer = Visitor(port).ask(demo.links[0])
        waited = time.monotonic() - began
        for connection in held:
            connection.close()

    assert answer[0] == 200
    assert waited < 10  # a second on a quiet machine; without room for other requests it would be a minute


PROCESSES = pytest.mark.parametrize("arguments", [(), ("--processes", "2")], ids=["one process", "two processes"])


def test_the_server_closes_a_wave_by_itself_when_its_time_has_come(demo: Demo, demo_copy: Path) -> None:
    file = demo_copy / "houses" / f"{HOUSE.id}.sqlite"
    past = (datetime.now(UTC) - timedelta(hours=2)).isoformat(timespec="seconds")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE wave SET closes_at = ? WHERE id = ?", (past, demo.wave))

    with serving(demo_copy) as (process, _):
        deadline = time.monotonic() + 2 * PATIENCE
        while count_rows(file, "publication") < 3 and time.monotonic() < deadline:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=PATIENCE)[0]

    assert count_rows(file, "publication") == 3
    assert count_rows(file, "wave", "state = 'closed'") == 3
    assert said.count(f"{HOUSE.id}: {demo.wave} wordt gesloten.") == 1
    assert process.returncode == 0


@pytest.fixture
def mailing(scene: Scene) -> tuple[Scene, Inbox, threading.Event]:
    """A real house whose invitations wait, a slow mail server, and what is set at its fourth mail."""
    now, fourth = datetime.now(UTC), threading.Event()
    scene.clock.instant = now
    queue_mails(scene, PARTNERS)
    for house in (HOUSE_ID, OTHER_HOUSE):
        db = scene.installation.house(house)
        with db.atomic():
            db.execute("UPDATE house SET invented = 0")
            db.execute(
                "UPDATE wave SET opens_at = :opens, closes_at = :closes",
                {"opens": (now - timedelta(days=1)).isoformat(), "closes": (now + timedelta(days=28)).isoformat()},
            )
            db.execute("UPDATE outbox SET due_at = :at", {"at": (now - timedelta(hours=1)).isoformat()})
    houses.close()

    def slow(moment: Moment) -> None:
        if moment.step == "body":
            if moment.number == 3:
                fourth.set()
            time.sleep(0.2)

    return scene, Inbox(slow), fourth


@PROCESSES
def test_a_server_that_is_stopped_while_it_mails_ends_soon_and_the_rest_goes_later_each_mail_once(
    mailing: tuple[Scene, Inbox, threading.Event], arguments: tuple[str, ...]
) -> None:
    scene, inbox, fourth = mailing
    with mail_server(inbox) as port:
        (scene.folder / "monitor.toml").write_text(
            f'secret_key = "{SECRET_KEY}"\nsmtp_host = "127.0.0.1"\nsmtp_port = {port}\nsmtp_security = "none"\n'
            'mail_from = "monitor@gemeente.example"\n'
        )
        with serving(scene.folder, *arguments) as (process, _):
            assert fourth.wait(PATIENCE)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=PATIENCE)[0]
            waited = time.monotonic() - began
        stopped_at = len(inbox.taken)
        inbox.fault = lambda _moment: None
        scene.clock.instant += timedelta(minutes=20)
        ticking.tick(with_server(scene, port), close=lambda house, wave: None)

    assert process.returncode == 0
    assert 4 <= stopped_at < len(PARTNERS)
    assert waited < 10  # the rest of the batch would take four seconds more on a quiet machine, and a silent server 30
    assert sorted(inbox.recipients) == sorted(address_of(partner) for partner in PARTNERS)
    assert "@" not in said
