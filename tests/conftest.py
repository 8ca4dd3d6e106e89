"""What tests share: a scene of two houses, an application around it, and the demo, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask

from monitor.model import INSTALLATION_ROLES, Right, Role
from monitor.services import accounts, rights, sessions
from monitor.services.demo import Demo, ensure_demo
from monitor.store import second_factors
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.page_checks import CheckingClient, make_app
from tests.scene import HOUSE, Scene, copy_scene, make_scene

# The same examples every time, and no clock: a busy machine must not fail a test.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

PASSWORD = "een lang wachtwoord"


@pytest.fixture
def closed_databases() -> Iterator[None]:
    """Close this thread's connections when the test is over."""
    yield
    houses.close()
    directories.close()


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The scene of which every test gets a copy."""
    made = make_scene(tmp_path_factory.mktemp("scene") / "instance")
    houses.close()
    directories.close()
    return made


@pytest.fixture
def scene(original: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """Two houses, two waves in the first; see tests/scene.py."""
    return copy_scene(original, tmp_path / "instance")


@pytest.fixture
def app(scene: Scene) -> Flask:
    """The application over the scene."""
    return make_app(scene)


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, scene: Scene) -> Callable[..., CheckingClient]:
    """Makes a browser that is signed in with a role in a house (`overleg`: for a process manager), code and all.

    Roles of the whole installation have no house: `house` then only tells two accounts apart.
    """

    def make(role: Role, house: str = HOUSE, overleg: str | None = None) -> CheckingClient:
        email = f"{role}-{house or 'installatie'}@example.org"
        right = make_right(scene, role, house, overleg)
        accounts.add_account(scene.installation, email=email, name=role.title(), password=PASSWORD, right=right)
        browser: CheckingClient = app.test_client()
        if role in rights.DEMANDING:
            browser.set_cookie("sessie", complete_session(scene, email), domain="127.0.0.1")
        else:
            assert browser.sign_in(email, PASSWORD).status_code == 303
        return browser

    return make


def make_right(scene: Scene, role: Role, house: str = HOUSE, overleg: str | None = None) -> Right:
    """A right of this role, with what belongs to it."""
    if role in INSTALLATION_ROLES:
        return Right("", role)
    if role is Role.RESEARCHER:
        return Right(house, role, None, "onderzoek naar de overleggen", scene.clock().date() + timedelta(days=30))
    return Right(house, role, overleg)


def complete_session(scene: Scene, email: str) -> str:
    """The cookie of somebody who has a second factor (set up here if it is not there yet) and has passed it."""
    account, db = accounts.find_account(scene.installation, email).account.id, scene.installation.directory()
    with db.atomic():
        if second_factors.select_factor(db, account) is None:
            second_factors.update_factor(db, account=account, sealed=b"", step=0, now=scene.clock())
        return sessions.begin(scene.installation, db, account, complete=True, hours=12)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The invented house, made once for all tests, which only read it."""
    made = ensure_demo(tmp_path_factory.mktemp("demo") / "demo")
    houses.close()
    directories.close()
    return made
