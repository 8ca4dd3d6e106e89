"""Side doors: nothing that a coordinator can open, press or compare tells who answered.

The pages come from the application's url_map, so that a new one is watched by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from monitor.mail.bounces import Report
from monitor.mail.settings import MailSettings
from monitor.model import Role
from monitor.services import accounts, bouncing, delivering, opting_out, sending
from tests.conftest import PASSWORD, complete_session, make_right
from tests.monitor.services.mailed import AGAIN, REMINDER, house, link_now, mail_id, mails_of, plan, put, send
from tests.monitor.web.route_table import routes, values_of
from tests.page_checks import CheckingClient, csrf_in, make_app
from tests.scene import HOUSE, NOORD, PARTNERS, PATTERNS, WAVE, Scene, copy_scene, dump, fill_in, house_file

ONE, OTHER = "p03", "p07"
"""Two partners of the same overleg, beroepsgroep and organisatietype."""
PLACE = f"/beheer/{HOUSE}/metingen/{WAVE}/mails"
NAMED = {
    "fieldwork.ask_close": "before closing the open drafts are counted, since closing destroys them (disclosure.md)",
    "dashboard.house_page": "the same count, beside the button that closes",
    "fieldwork.wave": "the same count, where the wave can be closed",
}
"""Pages that may change on the day, with why: by the number of open drafts alone, so only when one is begun."""
UNWATCHED = {"partner_import.template": "an empty form to fill in, with the hour of making in its archive"}
_CHAIN = re.compile(r'<code class="code">[0-9a-f ]+</code>')
_CSRF = re.compile(r'name="csrf_token" value="[0-9a-f]+"')


@dataclass
class World:
    """A scene with its application and a coordinator's browser."""

    scene: Scene
    app: Flask
    browser: CheckingClient

    def look(self, partner: str = ONE) -> dict[str, str]:
        """Every page that the coordinator can open, and what the search finds of a partner."""
        seen = {}
        for route in routes(self.app, "GET", values_of(self.scene, partner)):
            if route.address.startswith(("/beheer/", "/huizen/")) and route.endpoint not in UNWATCHED:
                response = self.browser.get(route.address)
                seen[route.endpoint] = f"{response.status_code} {_CSRF.sub('', response.data.decode('latin-1'))}"
        seen["search"] = self.post("zoeken", zoek=partner)[1]
        return seen

    def post(self, place: str, **fields: str) -> tuple[int, str, str]:
        """What the browser is answered: status, text, and where to."""
        address = place if place.startswith("/") else f"{PLACE}/{place}"
        data = {"csrf_token": csrf_in(self.browser.get("/huizen/").text), **fields}
        response = self.browser.post(address, data=data)
        return response.status_code, _CSRF.sub("", response.text), response.location or ""


def make_world(original: Scene, folder: Path, *, account: str = "coordinator") -> World:
    """All were invited two days ago, and mail goes into a folder."""
    copied = copy_scene(original, folder)
    mail = MailSettings(folder=folder / "mail", sender="monitor@huis.example")
    scene = replace(copied, installation=replace(copied.installation, mail=mail))
    email = f"{account}@example.org"
    right = make_right(scene, Role.COORDINATOR)
    accounts.add_account(scene.installation, email=email, name="N. Voorbeeld", password=PASSWORD, right=right)
    app = make_app(scene)
    browser: CheckingClient = app.test_client()
    send(scene, day=scene.clock().date() - timedelta(days=2))
    browser.set_cookie("sessie", complete_session(scene, email), domain="127.0.0.1")
    return World(scene, app, browser)


def sign_in_again(world: World) -> None:
    """Sessions end after some hours."""
    world.browser.set_cookie("sessie", complete_session(world.scene, "coordinator@example.org"), domain="127.0.0.1")


@pytest.fixture
def world(original: Scene, tmp_path: Path, closed_databases: None) -> World:
    """One world, in which a reminder left yesterday and another waits."""
    made = make_world(original, tmp_path / "instance")
    plan(made.scene, 1, state="decided", decided=True)
    send(made.scene, PARTNERS[:18], kind=REMINDER, round=1)
    made.scene.clock.move(days=1)
    sign_in_again(made)
    plan(made.scene, 2, state="decided", decided=True)
    put(made.scene, PARTNERS[:18], kind=REMINDER, round=2)
    return made


def begin(world: World, partner: str) -> None:
    fill_in(world.scene.installation, HOUSE, world.scene.token(partner), {NOORD: PATTERNS[0]})


def answer(world: World, partner: str) -> None:
    begin(world, partner)
    sending.send(world.scene.installation, HOUSE, world.scene.token(partner))


def report_absent(world: World, partner: str) -> None:
    sending.report_absent(world.scene.installation, HOUSE, world.scene.token(partner))


@pytest.mark.parametrize("act", [begin, answer, report_absent])
@pytest.mark.parametrize("busy", [False, True], ids=["quiet day", "busy day"])
def test_what_a_partner_does_changes_no_page_on_that_day(
    world: World, act: Callable[[World, str], None], busy: bool
) -> None:
    for partner in PARTNERS[10:22:2] if busy else ():
        answer(world, partner)
    before = world.look()

    act(world, ONE)

    after = world.look()
    changed = {page for page in before if before[page] != after[page]}
    assert changed <= (set(NAMED) if act is begin else set())


def test_pages_of_the_coordinator_are_really_looked_at(world: World) -> None:
    seen = world.look()

    shown = {page for page, text in seen.items() if text.startswith("200 ")}
    assert {"mails.overview", "fieldwork.wave", "lists.partner", "logbook.house", "dashboard.house_page"} <= shown
    assert set(NAMED) <= set(seen)
    assert "p03@partner.example" in seen["search"]


def test_the_dry_run_and_the_log_say_the_same_before_and_after_an_answer(world: World) -> None:
    def told() -> tuple[object, list[str]]:
        lines = [line for line in dump(house_file(world.scene)) if line.startswith('INSERT INTO "audit"')]
        return delivering.dry_run(world.scene.installation, HOUSE, WAVE), lines

    before = told()

    answer(world, ONE)

    assert told() == before


def test_sending_reminders_leaves_the_same_lines_in_the_log_whoever_answered(
    original: Scene, tmp_path: Path, closed_databases: None
) -> None:
    lines = []
    for place, answered in (("a", ()), ("b", (ONE, OTHER, *PARTNERS[14:24:2]))):
        world = make_world(original, tmp_path / place)
        put(world.scene, kind=REMINDER, round=1)
        for partner in answered:
            answer(world, partner)
        delivering.send_due(world.scene.installation, HOUSE)
        rows = house(world.scene).query("SELECT what, target, result FROM audit ORDER BY number")
        lines.append([tuple(row) for row in rows if row["what"] != "right.given"])

    assert lines[0] == lines[1]


# Two worlds that differ only in which of two alike answered: whatever is done to one of them looks the same in both.


def again(world: World) -> object:
    return world.post("opnieuw", partner=ONE)


def revoke(world: World) -> object:
    return world.post("nieuwe-link", partner=ONE)


def mark(world: World) -> object:
    return world.post("bereikbaar", partner=ONE, bereikbaar="nee"), world.post(
        "adres", partner=ONE, email="a@b.example"
    )


def mark_and_take_back(world: World) -> object:
    return mark(world), world.post("bereikbaar", partner=ONE, bereikbaar="ja")


def change_address(world: World) -> object:
    return world.post("adres", partner=ONE, email="nieuw@partner.example")


def delete(world: World) -> object:
    return world.post(f"/beheer/{HOUSE}/partners/{ONE}/gegevens/wissen", zeker="ja")


def ask_copy(world: World) -> object:
    return world.post(f"/beheer/{HOUSE}/partners/{ONE}/gegevens/overzicht")


def opt_out(world: World) -> object:
    opting_out.opt_out(world.scene.installation, HOUSE, world.scene.token(ONE))
    return again(world), revoke(world)


def return_invitation(world: World) -> object:
    report = Report((mail_id(world.scene, ONE),), hard=True, status="5.1.1")
    return bouncing.take_in(world.scene.installation, report), again(world)


def return_invitation_and_change_address(world: World) -> object:
    return return_invitation(world), change_address(world)


def enter_returned(world: World) -> object:
    return world.post("terug", bericht=f"Message-ID: <{mail_id(world.scene, ONE)}@monitor.example>")


def send_again_and_return_it(world: World) -> object:
    done = again(world)
    delivering.send_due(world.scene.installation, HOUSE)
    report = Report((mail_id(world.scene, ONE, kind=AGAIN),), hard=True, status="5.1.1")
    return done, bouncing.take_in(world.scene.installation, report)


def mark_and_return_a_reminder(world: World) -> object:
    """The reminder went to one of the two only, and comes back."""
    done = mark(world)
    ids = [mail_id(world.scene, one, kind=REMINDER, round=1) for one in (ONE, OTHER) if reminded(world, one)]
    return done, bouncing.take_in(world.scene.installation, Report(tuple(ids), hard=True, status="5.1.1"))


def reminded(world: World, partner: str) -> bool:
    return ("reminder", 1, "sent") in mails_of(world.scene, partner)


def hold(world: World) -> object:
    return world.post("pauze", pauze="ja")


ACTS = (
    *(again, revoke, mark, mark_and_take_back, change_address, delete, ask_copy, opt_out, return_invitation),
    *(return_invitation_and_change_address, enter_returned, send_again_and_return_it, hold),
    mark_and_return_a_reminder,
)


@pytest.fixture
def twins(original: Scene, tmp_path: Path, closed_databases: None) -> tuple[World, World]:
    """In the first ONE answered, in the second OTHER; some more did in both, and the rest got a reminder yesterday."""
    worlds = []
    for place, answered in (("a", ONE), ("b", OTHER)):
        made = make_world(original, tmp_path / place)
        gone = {answered, *PARTNERS[10:20:2]}
        for partner in gone:
            answer(made, partner)
        plan(made.scene, 1, state="decided", decided=True)
        silent = [partner for partner in PARTNERS if partner not in gone]
        send(made.scene, silent, kind=REMINDER, round=1)
        made.scene.clock.move(days=1)
        sign_in_again(made)
        worlds.append(made)
    return worlds[0], worlds[1]


def alike(pages: Mapping[str, str], world: World) -> dict[str, str]:
    """Pages without what is drawn at random: ids of accounts in the log, and its chain that hangs on them."""
    rows = world.scene.installation.directory().query("SELECT id FROM account")
    text = {page: _CHAIN.sub("", shown) for page, shown in pages.items()}
    for row in rows:
        text = {page: shown.replace(str(row["id"]), "ACCOUNT") for page, shown in text.items()}
    return text


def compare(twins: tuple[World, World]) -> None:
    one, other = (alike(world.look(), world) for world in twins)
    assert [page for page in one if one[page] != other[page]] == []


def test_the_twins_look_alike_to_begin_with(twins: tuple[World, World]) -> None:
    compare(twins)
    assert ("reminder", 1, "sent") in mails_of(twins[1].scene, ONE)
    assert ("reminder", 1, "sent") not in mails_of(twins[0].scene, ONE)


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_to_who_answered_looks_as_it_would_for_another(
    twins: tuple[World, World], act: Callable[[World], object]
) -> None:
    said = [act(world) for world in twins]
    assert said[0] == said[1]
    compare(twins)

    sent = [delivering.send_due(world.scene.installation, HOUSE) for world in twins]
    assert sent[0] == sent[1]
    compare(twins)

    for world in twins:
        world.scene.clock.move(days=1)
        sign_in_again(world)
    compare(twins)


def test_a_link_that_was_sent_again_is_mailed_to_who_answered_too(twins: tuple[World, World]) -> None:
    for world in twins:
        again(world)
        delivering.send_due(world.scene.installation, HOUSE)

    assert [("again", 0, "sent") in mails_of(world.scene, ONE) for world in twins] == [True, True]


def test_a_revoked_link_is_dead_whether_it_was_used_or_not(twins: tuple[World, World]) -> None:
    pages = []
    for world in twins:
        revoke(world)
        pages.append(world.browser.get(world.scene.link(ONE)))

    assert {(page.status_code, page.text) for page in pages} == {(404, pages[0].text)}
    assert link_now(twins[0].scene, ONE) == link_now(twins[1].scene, ONE) != twins[0].scene.token(ONE)


def test_no_page_names_who_has_answered(twins: tuple[World, World]) -> None:
    told = re.compile(r"antwoordde (?:al|wel|niet)|heeft (?:al|niet) geantwoord", re.IGNORECASE)

    for world in twins:
        assert not told.search(world.look()["search"])
        assert not told.search(world.look()["lists.partner"])
