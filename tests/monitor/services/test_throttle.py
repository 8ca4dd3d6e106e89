"""Links that do not work are counted, and many at once are no way round it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from monitor.errors import MonitorError
from monitor.model import Actor
from monitor.services import account_links, accounts, audit, passwords, throttle
from monitor.services.throttle import MOST, WINDOW, Counted
from monitor.store.audit import select_lines
from monitor.store.schema_directory import directories
from tests.scene import Scene, count_rows


def test_eight_at_once_get_no_more_tries_than_one_after_another(scene: Scene) -> None:
    start, slowed = threading.Barrier(8), []

    def run() -> None:
        start.wait()
        try:
            slowed.extend(throttle.is_slowed(scene.installation, "192.0.2.1") for _ in range(10))
        finally:
            directories.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (slowed.count(False), slowed.count(True)) == (MOST[Counted.LINK], 80 - MOST[Counted.LINK])
    assert count_rows(scene.folder / "directory.sqlite", "throttle") == MOST[Counted.LINK]
    assert not throttle.is_slowed(scene.installation, "192.0.2.2")
    scene.clock.instant += WINDOW
    assert not throttle.is_slowed(scene.installation, "192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("no address", "no address", True),
    ],
)
@pytest.mark.parametrize("counted", [Counted.ADDRESS, Counted.FORGOTTEN_FROM, Counted.LINK, Counted.PROVIDER])
def test_one_connection_is_one_bucket_however_many_addresses_it_has(
    scene: Scene, counted: Counted, one: str, other: str, *, together: bool
) -> None:
    buckets = {throttle._bucket(scene.installation, counted, address) for address in (one, other)}

    assert len(buckets) == (1 if together else 2)


def test_an_account_is_its_own_bucket_whatever_its_name_looks_like(scene: Scene) -> None:
    buckets = {throttle._bucket(scene.installation, Counted.ACCOUNT, name) for name in ("2001:db8::1", "2001:db8::2")}

    assert len(buckets) == 2


def tries(scene: Scene, work: Callable[[int], object], number: int) -> list[str]:
    """What the log says of so many tries, the oldest first."""
    db = scene.installation.directory()
    before = len(select_lines(db))
    for each in range(number):
        with suppress(MonitorError):
            work(each)
    lines = select_lines(db)
    return [line.what for line in reversed(lines[: len(lines) - before])]


def test_wrong_passwords_at_addresses_of_nobody_leave_one_line_when_the_bucket_is_full(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_verify", lambda *_: False)

    def guess(each: int) -> None:
        address = f"2001:db8::{each:x}"
        accounts.sign_in(scene.installation, email=f"u{each}@example.org", password="x" * 12, address=address, hours=1)

    assert tries(scene, guess, 3 * MOST[Counted.ADDRESS]) == ["sign_in.slowed"]
    scene.clock.instant += WINDOW
    assert tries(scene, guess, 3 * MOST[Counted.ADDRESS]) == ["sign_in.slowed"]
    assert audit.verify(scene.installation.directory()) >= 2


def test_asking_a_new_password_for_nobody_leaves_one_line_when_the_bucket_is_full(scene: Scene) -> None:
    def ask(each: int) -> None:
        actor = Actor("unknown", "192.0.2.1")
        account_links.ask_new_password(
            scene.installation, email=f"u{each}@example.org", address="192.0.2.1", actor=actor
        )

    assert tries(scene, ask, 3 * MOST[Counted.FORGOTTEN_FROM]) == ["password.slowed"]
