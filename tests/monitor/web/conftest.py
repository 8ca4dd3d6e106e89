"""Partners and managers in front of their browsers."""

from __future__ import annotations

import pytest
from flask import Flask

from monitor.services import passwords, reporting
from tests.monitor.web.partner import Partner
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, WAVE, Scene


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little memory: how strong a hash is, is argon2's own affair."""
    quick = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)


@pytest.fixture
def partner(app: Flask, scene: Scene) -> Partner:
    """p01, in overleg Noord alone, who pressed Start."""
    return Partner.start(app, scene, "p01")


@pytest.fixture
def other_partner(app: Flask, scene: Scene) -> Partner:
    """p03, in the same overleg, on another device."""
    return Partner.start(app, scene, "p03")


@pytest.fixture
def visitor(app: Flask) -> CheckingClient:
    """Somebody without a link or an account."""
    browser: CheckingClient = app.test_client()
    return browser


@pytest.fixture
def by_hand(app: Flask) -> CheckingClient:
    """Somebody who writes the Cookie header by hand: this browser keeps none itself."""
    browser: CheckingClient = app.test_client(use_cookies=False)
    return browser


@pytest.fixture
def open_wave_address() -> str:
    """The page of the wave that is open."""
    return f"/huizen/{HOUSE}/{WAVE}/"


@pytest.fixture(autouse=True)
def no_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes seconds: pages give a stand-in; what is in a real one is asked in test_reports_as_pdf.py."""
    monkeypatch.setattr(reporting, "_kept", {})
    monkeypatch.setattr(reporting, "_run", lambda _html: b"%PDF-stand-in")
