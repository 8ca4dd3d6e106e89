"""The demo with a link and a token, and every address that gives something to whoever is outside the house."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from monitor.model import COMMAND, Right, Role
from monitor.results import Publication
from monitor.services import accounts, api_tokens, outside, reading, sharing
from monitor.services.clock import local_date
from monitor.services.demo import HOUSE, Demo
from monitor.services.installation import Installation, read_link_key
from monitor.services.sharing import NewShare
from monitor.web import drawn
from monitor.web.app import create_app
from monitor.web.settings import Settings
from tests.conftest import PASSWORD
from tests.page_checks import CheckingClient
from tests.scene import SECRET_KEY

NOW, BEFORE = "najaar-2025", "najaar-2024"
HOUSE_ID = HOUSE.id


@dataclass(frozen=True)
class OutsideScene:
    """An application over a copy of the demo."""

    app: Flask
    installation: Installation
    secret: str
    token: str

    @property
    def browser(self) -> CheckingClient:
        """Somebody with the link and nothing else."""
        found: CheckingClient = self.app.test_client()
        return found

    @property
    def program(self) -> CheckingClient:
        """A program with the token."""
        found: CheckingClient = self.app.test_client()
        found.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        return found

    @property
    def manager(self) -> CheckingClient:
        """Somebody of the house."""
        found: CheckingClient = self.app.test_client()
        assert found.sign_in("manager@outside.example", PASSWORD).status_code == 303
        return found

    def publication(self, wave: str = NOW) -> Publication:
        return reading.get_publication(self.installation, HOUSE_ID, wave).publication

    def pages(self) -> Iterator[str]:
        """Every address behind the link, of every overleg and statement."""
        yield from self._addresses("shared", {"house": HOUSE_ID, "secret": self.secret})

    def answers(self) -> Iterator[str]:
        """Every address of the API."""
        for wave in (NOW, BEFORE):
            yield from self._addresses("api", {"wave": wave})

    def _addresses(self, blueprint: str, values: dict[str, object]) -> Iterator[str]:
        adapter = self.app.url_map.bind("127.0.0.1:5000")
        publication = self.publication()
        overleggen = next(one for one in publication.report.breakdowns if one.by == "overleg")
        several: dict[str, list[object]] = {
            "code": [group.code for group in overleggen.groups],
            "item": [item.id for item in publication.report.items],
        }
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint.startswith(f"{blueprint}."):
                [name] = (several.keys() & rule.arguments) or [""]
                for one in several.get(name, [None]):
                    given = {key: values.get(key, one) for key in rule.arguments}
                    yield adapter.build(rule.endpoint, given, method="GET")


def make_outside_scene(demo: Demo, folder: Path) -> OutsideScene:
    """Make it."""
    shutil.copytree(demo.folder, folder)
    installation = Installation(folder, read_link_key(folder), invented=True, secret=SECRET_KEY.encode())
    last = local_date(installation.now()) + timedelta(days=30)
    new = NewShare("Burgemeester", last, with_explanations=True, with_comments=True)
    secret = sharing.make_share(installation, HOUSE_ID, NOW, new, by="Noor", actor=COMMAND)
    token = api_tokens.make_api_token(installation, HOUSE_ID, label="Dashboard", until=last, by="Noor", actor=COMMAND)
    settings = Settings(instance=folder, secret_key=SECRET_KEY, demo=True)
    app = create_app(folder, settings=settings, installation=installation)
    app.test_client_class = CheckingClient
    accounts.add_account(
        installation,
        email="manager@outside.example",
        name="Manager",
        password=PASSWORD,
        right=Right(HOUSE_ID, Role.MANAGER),
    )
    return OutsideScene(app, installation, secret, token)


def forget_pages() -> None:
    """Let everything be read and drawn anew."""
    for kept in (reading._read, outside._made, drawn._made, drawn._drawn):
        kept.clear()  # type: ignore[attr-defined] # each is a dict
