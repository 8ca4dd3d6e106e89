"""A partner with a link, in a browser of the own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.test import TestResponse

from monitor.services import answering, sealing
from tests.page_checks import CheckingClient, csrf_in
from tests.scene import HOUSE, NOORD, SECRET_KEY, WAVE, Scene

FIRST_PAGE = {"selectie_1": "3", "selectie_2": "2"}
PAGES = (
    FIRST_PAGE,
    {"bespreking_1": "2", "bespreking_2": "1", "bespreking_3": "geen oordeel"},
    {"rendement_1": "4", "rendement_2": "4"},
)


@dataclass
class Partner:
    """`address`: the clean address of the link, ending in a slash."""

    browser: CheckingClient
    token: str
    address: str
    scene: Scene
    wave: str = WAVE

    @classmethod
    def start(cls, app: Flask, scene: Scene, name: str, wave: str = WAVE) -> Partner:
        """Open the link on a new device and press Start."""
        browser: CheckingClient = app.test_client()
        address = browser.start(scene.link(name, wave=wave))
        return cls(browser, scene.token(name, wave=wave), address, scene, wave)

    @property
    def csrf(self) -> str:
        """The form token of this link."""
        return sealing.form_token(SECRET_KEY.encode(), self.token)

    def choose(self, times: str = "3", overleg: int = NOORD) -> None:
        """Tick an overleg."""
        chosen = self.post("overleggen", {f"overleg_{overleg}": "y", f"aanwezig_{overleg}": times})
        assert chosen.status_code == 303, chosen.text

    def post(self, place: str, fields: Mapping[str, str] | None = None, **options: object) -> TestResponse:
        """Post fields with this link's form token."""
        data = {"csrf_token": self.csrf, **(fields or {})}
        response: TestResponse = self.browser.post(self.address + place, data=data, **options)
        return response

    def save(self, part: int, answers: Mapping[str, str], *, overleg: int = NOORD, **fields: str) -> TestResponse:
        """Post a page of statements that was empty when it was opened."""
        empty = "00" * len(PAGES[part - 1])
        return self.post(f"{overleg}/{part}", {"was": empty, "page": "a1b2", "number": "", **answers, **fields})

    def fill_in(self) -> None:
        """Choose the overleg and post all pages."""
        self.choose()
        for part, answers in enumerate(PAGES, start=1):
            assert self.save(part, answers).status_code == 303

    def send(self) -> TestResponse:
        """Press Versturen."""
        return self.post("overzicht", {"woorden": "", "mail": ""})

    def kept(self, overleg: int = NOORD) -> bytes:
        """The answers as they lie in the draft."""
        found = answering.visit(self.scene.installation, HOUSE, self.token)
        return found.draft.answers.get(overleg, b"")

    def shown_token(self, place: str) -> str:
        """The form token that a page really shows."""
        return csrf_in(self.browser.get(self.address + place).text)
