"""Codes of the second factor under load: of many at once, one passes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import MonitorError, Refused
from monitor.model import Account, Right, Role
from monitor.services import accounts, audit, passwords, second_factor, sessions, throttle
from monitor.services.sessions import Session
from monitor.store.schema_directory import directories
from tests.scene import HOUSE, Scene

SENTENCE = "drie fietsen tegen de kerk"
SECRET = pyotp.random_base32()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory; the throttle is another test's."""
    hasher = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setitem(throttle.MOST, throttle.Counted.SECOND_FACTOR, 10**6)


def halfway(scene: Scene, account: str) -> Session:
    """A session of somebody who has given the password."""
    db = scene.installation.directory()
    with db.atomic():
        cookie = sessions.begin(scene.installation, db, account, complete=False, hours=12)
    found = sessions.find(scene.installation, cookie)
    assert found
    return found


@pytest.fixture
def protected(scene: Scene) -> tuple[Account, tuple[str, ...]]:
    """An account with a factor that was set up an hour ago, and its recovery codes."""
    right = Right(HOUSE, Role.COORDINATOR)
    account = accounts.add_account(scene.installation, email="c@example.org", name="C", password=SENTENCE, right=right)
    session = halfway(scene, account)
    code = pyotp.TOTP(SECRET).at(scene.clock())
    done = second_factor.confirm(
        scene.installation, session, SECRET, code, hours=12, actor=audit.actor_of(session.account, "")
    )
    scene.clock.move(hours=1)
    return session.account, done.codes


def try_at_once(scene: Scene, account: Account, code: str) -> int:
    """How many of eight threads pass with one code."""
    halves = [halfway(scene, account.id) for _ in range(8)]
    start, passed = threading.Barrier(8), []

    def run(session: Session) -> None:
        start.wait()
        try:
            actor = audit.actor_of(account, "")
            passed.append(second_factor.pass_step(scene.installation, session, code, hours=12, actor=actor))
        except Refused:
            pass
        finally:
            directories.close()

    threads = [threading.Thread(target=run, args=(session,)) for session in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(passed)


Protected = tuple[Account, tuple[str, ...]]


def test_of_eight_at_once_with_one_recovery_code_one_passes(scene: Scene, protected: Protected) -> None:
    account, codes = protected

    assert [try_at_once(scene, account, code) for code in codes[:3]] == [1, 1, 1]
    assert second_factor.codes_left(scene.installation, account) == 7


def test_of_eight_at_once_with_one_code_of_the_app_one_passes(scene: Scene, protected: Protected) -> None:
    account, _ = protected

    assert try_at_once(scene, account, pyotp.TOTP(SECRET).at(scene.clock())) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(moves=st.lists(st.tuples(st.integers(-90, 90), st.integers(-3, 3)), min_size=1, max_size=12))
def test_whatever_the_clock_does_no_step_is_used_twice(
    scene: Scene, protected: Protected, moves: list[tuple[int, int]]
) -> None:
    account, _ = protected
    start = scene.clock.instant
    used: list[int] = []
    for seconds, drift in moves:
        scene.clock.instant += timedelta(seconds=seconds)
        step = int(scene.clock().timestamp()) // 30 + drift
        code = pyotp.TOTP(SECRET).generate_otp(step)
        try:
            second_factor.pass_step(
                scene.installation, halfway(scene, account.id), code, hours=1, actor=audit.actor_of(account, "")
            )
            used.append(step)
            assert abs(drift) <= 1
        except Refused:
            pass

    assert used == sorted(set(used))
    scene.clock.instant = start + timedelta(days=1)  # the next example begins after these steps


def test_nobody_else_opens_a_secret_with_another_key(scene: Scene, protected: Protected) -> None:
    account, codes = protected
    other = replace(scene.installation, secret=b"another secret key, of 32 or more")

    for code in (pyotp.TOTP(SECRET).at(scene.clock()), codes[0]):
        with pytest.raises(MonitorError):
            second_factor.pass_step(other, halfway(scene, account.id), code, hours=1, actor=audit.actor_of(account, ""))


def test_a_factor_of_another_secret_key_is_refused_with_what_to_do(
    scene: Scene, protected: tuple[Account, tuple[str, ...]]
) -> None:
    account, codes = protected
    changed = replace(scene.installation, secret=b"another secret key, of 32 bytes ")
    half = halfway(scene, account.id)

    for code in (pyotp.TOTP(SECRET).at(scene.clock()), codes[0], "000000", "x"):
        with pytest.raises(Refused, match="account reset-second-factor"):
            second_factor.pass_step(changed, half, code, hours=12, actor=audit.actor_of(account, ""))

    assert [line.result for line in audit.list_lines(scene.installation.directory(), most=4)] == ["refused"] * 4
