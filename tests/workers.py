"""What tests run in processes of their own: python -m tests.workers NAME ARGUMENT ..."""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from pathlib import Path

from sqlite_utils import Database as Connection
from sqlite_utils import Migrations

from monitor.errors import Misconfigured
from monitor.mail.settings import MailSettings
from monitor.model import COMMAND, TICK, Actor
from monitor.services import accounts, answering, audit, editing_words, partner_import, retention, sending, ticking
from monitor.services.answering import PagePosted
from monitor.services.installation import Installation, read_link_key
from monitor.store.database import Database, Databases
from monitor.store.schema_house import houses
from tests.scene import MIDWAY, ROOT, SECRET_KEY

NOBODY = 65534


def start(name: str, *arguments: object) -> subprocess.Popen[str]:
    """Start one of the functions below in a new interpreter; it says what it has to say line by line."""
    command = [sys.executable, "-m", "tests.workers", name, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of the functions below to its end."""
    with start(name, *arguments) as process:
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def count_up(file: str, times: str) -> None:
    """Read a number and write the next one, each time in one transaction."""
    database = Database(Path(file))
    for _ in range(int(times)):
        with database.atomic():
            number = database.query("SELECT value FROM number")[0][0]
            database.execute("UPDATE number SET value = :value", {"value": number + 1})


def hold_the_lock(file: str) -> None:
    """Be the writer until standard input closes."""
    database = Database(Path(file))
    with database.atomic():
        print("holding", flush=True)
        sys.stdin.read()


def two_step_migrations(*, killed: bool) -> Migrations:
    """A first schema, and a second of two statements; `killed`: the process dies between those."""
    migrations = Migrations("test")

    @migrations()
    def m001_first(db: Connection) -> None:
        db.execute("CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT")

    @migrations()
    def m002_second(db: Connection) -> None:
        db.execute("CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT")
        if killed:
            os.kill(os.getpid(), signal.SIGKILL)
        db.execute("INSERT INTO second (id) VALUES (1)")

    return migrations


def die_migrating(file: str) -> None:
    """Be killed halfway a migration."""
    Databases(two_step_migrations(killed=True)).open(Path(file))


def open_as_nobody(file: str) -> None:
    """Open a house's database as a user without rights in its folder; prints the sentence of the refusal."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        houses.open(Path(file))
    except Misconfigured as error:
        print(error)


def send_all(folder: str, house: str, *tokens: str) -> None:
    """Press Versturen for link after link; a line for each that was acknowledged."""
    installation = Installation(Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: MIDWAY)
    for token in tokens:
        sending.send(installation, house, token)
        print(f"{token}\n", end="", flush=True)  # one write: unbuffered, a kill could come before the line's end


def send_and_be_killed(folder: str, house: str, kills: str, *tokens: str) -> None:
    """Send in one child process after the other, each killed soon after its first acknowledgement.

    Prints the acknowledged links.
    """
    moments = random.Random(3)
    for number in range(int(kills)):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(writing, sys.stdout.fileno())
            send_all(folder, house, *tokens[number :: int(kills)])
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as acknowledged:
            first = acknowledged.readline()
            time.sleep(moments.uniform(0, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            print(first + acknowledged.read(), end="", flush=True)


def save_statement(folder: str, house: str, token: str, part: str, position: str, times: str) -> None:
    """Answer one statement about overleg 0 again and again, 1 to 4 in turn; a line for each that was acknowledged."""
    installation = Installation(Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: MIDWAY)
    for number in range(int(times)):
        given = {int(position): 1 + number % 4}
        page = PagePosted(0, int(part), {}, given, f"device{position}", number, complete=False)
        answering.save_page(installation, answering.visit(installation, house, token), page)
        print(f"{given[int(position)]}\n", end="", flush=True)


def close(folder: str, house: str, wave: str) -> None:
    """Close a wave; prints the publication's SHA-256. Says when it begins, so that a test can kill it at a moment."""
    from monitor.services import publishing  # the statistics; the workers that send start faster without

    installation = Installation(Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: MIDWAY)
    print("begun", flush=True)
    print(publishing.close_wave(installation, house, wave, early=True), flush=True)


def close_and_die(folder: str, house: str, wave: str, module: str, step: str) -> None:
    """Close a wave and be killed when it comes to a step, a function or a method of a module."""
    *owners, name = step.split(".")
    owner = reduce(getattr, owners, importlib.import_module(module))
    setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    close(folder, house, wave)


def erase(folder: str, house: str, now: str) -> None:
    """Destroy the answers of a house that are due; prints of how many waves."""
    installation = Installation(
        Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: datetime.fromisoformat(now)
    )
    print(f"erased {len(retention.erase_due(installation, house, dry_run=False, actor=TICK).erased)}", flush=True)


def erase_and_die(folder: str, house: str, now: str, module: str, step: str, skipped: str) -> None:
    """The same, and be killed when it comes to a step of a module for the (skipped + 1)th time."""
    _die_at(module, step, int(skipped))
    erase(folder, house, now)


def release_and_die(folder: str, house: str, wave: str, editor: str, module: str, step: str) -> None:
    """Release the comments that are chosen, and be killed when it comes to a step of a module."""
    installation = Installation(Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: MIDWAY)
    account = accounts.get_account(installation, editor).account
    code = editing_words.read_queue(installation, house, wave, account).code
    _die_at(module, step, 0)
    editing_words.release(installation, house, wave, account, code=code, actor=COMMAND)


def _die_at(module: str, step: str, skipped: int) -> None:
    """Let this process be killed when it comes to a function or method of a module for the (skipped + 1)th time."""
    *owners, name = step.split(".")
    owner = reduce(getattr, owners, importlib.import_module(module))
    real, left = getattr(owner, name), [skipped]

    def die(*args: object, **options: object) -> object:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return real(*args, **options)

    setattr(owner, name, die)


def tick(folder: str, now: str) -> None:
    """Do what is due when the clock shows this; prints what was done. What is to be closed is closed right here."""
    installation = _mailing(folder, now)
    report = ticking.tick(installation, close=_close_here(installation))
    for line in (*report.done, *(f"{where}: {fault}" for where, fault in report.faults), *["busy"] * report.busy):
        print(line, flush=True)


def kill_ticks(folders: str, now: str, *steps: str) -> None:
    """A tick in the folders 0, 1, ... in turn, each killed when it comes to its step, `module:function:times before`.

    Prints how each ended. They are children of one process, which has loaded all that they need.
    """
    from monitor.services import publishing  # noqa: F401 - loaded once, here

    for number, step in enumerate(steps):
        module, name, skipped = step.split(":")
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            _die_at(module, name, int(skipped))
            tick(f"{folders}/{number}", now)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def tick_unlocked(folder: str, now: str) -> None:
    """The same when a line comes in, without the lock that lets one tick at a time; the other locks hold."""
    from monitor.services import publishing  # noqa: F401 - loaded before the line

    real = Database.only_one
    free = contextlib.nullcontext
    Database.only_one = lambda self, task: free() if task == "tick" else real(self, task)  # type: ignore[method-assign, assignment] # for this process
    print("ready", flush=True)
    sys.stdin.readline()
    tick(folder, now)


def hold_the_tick(folder: str) -> None:
    """Be at a tick until standard input closes."""
    with _mailing(folder, MIDWAY.isoformat()).directory().only_one("tick"):
        print("holding", flush=True)
        sys.stdin.read()


def _mailing(folder: str, now: str) -> Installation:
    """An installation whose mails go into its folder."""
    path, at = Path(folder), datetime.fromisoformat(now)
    mail = MailSettings(folder=path / "mail", sender="monitor@example.org")
    return Installation(
        path, read_link_key(path), invented=True, clock=lambda: at, mail=mail, secret=SECRET_KEY.encode()
    )


def _close_here(installation: Installation) -> Callable[[str, str], None]:
    from monitor.services import publishing  # as in `close`

    return lambda house, wave: print(publishing.close_wave(installation, house, wave, actor=TICK).sha256, flush=True)


def note_lines(file: str, who: str, times: str) -> None:
    """Add lines to the audit log, each in a transaction of its own."""
    database = houses.open(Path(file))
    for number in range(int(times)):
        with database.atomic():
            audit.note(database, MIDWAY, Actor(who, "test"), what="wave.changed", target=str(number))


def import_partners(folder: str, house: str, upload: str, account: str) -> None:
    """Confirm an import; says when it begins and when it is acknowledged."""
    installation = Installation(Path(folder), read_link_key(Path(folder)), invented=True, clock=lambda: MIDWAY)
    made = partner_import.preview(installation, house, upload=upload, account=account)
    print("begun", flush=True)
    partner_import.confirm(
        installation, house, upload=upload, account=account, fingerprint=made.fingerprint, actor=COMMAND
    )
    print("done", flush=True)


def import_and_die(folder: str, house: str, upload: str, account: str, module: str, step: str) -> None:
    """Confirm an import and be killed when it comes to a step, a function of a module."""
    setattr(importlib.import_module(module), step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    import_partners(folder, house, upload, account)


_NAMED = {
    function.__name__: function
    for function in (
        *(count_up, hold_the_lock, die_migrating, open_as_nobody),
        *(send_all, send_and_be_killed, save_statement, close, close_and_die),
        *(import_partners, import_and_die),
        *(erase, erase_and_die, release_and_die, tick, kill_ticks, tick_unlocked, hold_the_tick),
        *(note_lines,),
    )
}

if __name__ == "__main__":
    _NAMED[sys.argv[1]](*sys.argv[2:])
