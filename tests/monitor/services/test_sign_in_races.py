"""What happens to a sign-in while somebody else changes its account: the change holds."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest

from monitor.errors import Refused, SessionOver
from monitor.model import Actor, Right, Role
from monitor.services import accounts, passwords, second_factor, sessions
from monitor.services.sessions import Session
from tests.scene import HOUSE, Scene

EMAIL, OLD, NEW = "c@example.org", "drie fietsen tegen de kerk", "paard batterij nietje correct"
ACTOR = Actor("iemand", "192.0.2.1")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory."""
    hasher = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)


@pytest.fixture
def account(scene: Scene) -> str:
    """A coordinator's, beside another account with the same password."""
    right = Right(HOUSE, Role.COORDINATOR)
    accounts.add_account(scene.installation, email="d@example.org", name="D", password=OLD, right=right)
    return accounts.add_account(scene.installation, email=EMAIL, name="C", password=OLD, right=right)


def while_verifying(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Let something happen right after a password was found to be the one that is kept."""
    really = passwords.matches

    def verify(password_hash: str | None, password: str) -> bool:
        found = really(password_hash, password)
        monkeypatch.setattr(passwords, "matches", really)
        change()
        return found

    monkeypatch.setattr(passwords, "matches", verify)


def replace_password(scene: Scene) -> None:
    accounts.set_password(scene.installation, email=EMAIL, password=NEW)


def sign_in(scene: Scene, password: str) -> Session:
    cookie = accounts.sign_in(scene.installation, email=EMAIL, password=password, address="192.0.2.9", hours=12)
    found = sessions.find(scene.installation, cookie)
    assert found
    return found


def with_factor(scene: Scene) -> str:
    """Set a second factor up; gives its secret."""
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at(scene.clock())
    second_factor.confirm(scene.installation, sign_in(scene, OLD), secret, code, hours=12, actor=ACTOR)
    scene.clock.move(minutes=2)
    return secret


def test_a_password_that_is_replaced_while_it_is_verified_begins_no_session(
    scene: Scene, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_verifying(monkeypatch, lambda: replace_password(scene))

    with pytest.raises(Refused):
        sign_in(scene, OLD)

    assert not sessions.list_sessions(scene.installation, account)
    assert sign_in(scene, NEW)


def test_hashing_anew_never_brings_an_old_password_back(
    scene: Scene, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_verifying(monkeypatch, lambda: replace_password(scene))
    monkeypatch.setattr(passwords, "needs_rehash", lambda _: True)

    with pytest.raises(Refused):
        sign_in(scene, OLD)
    with pytest.raises(Refused):
        sign_in(scene, OLD)

    assert sign_in(scene, NEW)


def test_an_account_that_is_shut_while_its_password_is_verified_begins_no_session(
    scene: Scene, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut() -> None:
        accounts.set_disabled(scene.installation, account, disabled=True, by="", actor=ACTOR)

    while_verifying(monkeypatch, shut)

    with pytest.raises(Refused):
        sign_in(scene, OLD)

    assert not sessions.list_sessions(scene.installation, account)


def test_half_a_session_that_was_ended_never_becomes_whole(scene: Scene, account: str) -> None:
    secret = with_factor(scene)
    half = sign_in(scene, OLD)
    replace_password(scene)

    code = pyotp.TOTP(secret).at(scene.clock())
    with pytest.raises(SessionOver):
        second_factor.pass_step(scene.installation, half, code, hours=12, actor=ACTOR)

    assert not sessions.list_sessions(scene.installation, account)


def test_a_factor_is_not_set_from_a_session_that_was_ended(scene: Scene, account: str) -> None:
    half = sign_in(scene, OLD)
    replace_password(scene)

    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at(scene.clock())
    with pytest.raises(SessionOver):
        second_factor.confirm(scene.installation, half, secret, code, hours=12, actor=ACTOR)

    assert not accounts.get_account(scene.installation, account).protected


def test_a_password_is_not_changed_from_a_session_that_was_ended_meanwhile(
    scene: Scene, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sign_in(scene, OLD)
    while_verifying(monkeypatch, lambda: replace_password(scene))

    with pytest.raises(SessionOver):
        accounts.change_password(
            scene.installation, session, present=OLD, password=OLD + " en een poes", address="192.0.2.9", hours=12
        )

    assert sign_in(scene, NEW)


def test_changing_the_own_password_leaves_one_session_the_new_one(scene: Scene, account: str) -> None:
    sign_in(scene, OLD)
    session = sign_in(scene, OLD)

    cookie = accounts.change_password(
        scene.installation, session, present=OLD, password=NEW, address="192.0.2.9", hours=12
    )

    found = sessions.find(scene.installation, cookie)
    assert found
    assert [row.id for row in sessions.list_sessions(scene.installation, account)] == [found.id]
