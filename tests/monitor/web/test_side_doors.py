"""Side doors: nothing that a coordinator can open, press or compare tells who answered.

The pages come from the application's url_map, so that a new one is watched by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from monitor.mail.bounces import Report
from monitor.mail.settings import MailSettings
from monitor.model import Role
from monitor.services import accounts, bouncing, delivering, opting_out, sending, ticking
from monitor.services.publishing import close_wave
from monitor.services.ticking import TickReport
from tests.conftest import PASSWORD, complete_session, make_right
from tests.monitor.services.mailed import (
    AGAIN,
    REMINDER,
    house,
    link_now,
    mail_id,
    mails_of,
    mark_of,
    plan,
    put,
    send,
)
from tests.monitor.web.route_table import routes, values_of
from tests.page_checks import CheckingClient, csrf_in, make_app
from tests.scene import HOUSE, NOORD, PARTNERS, PATTERNS, WAVE, Scene, copy_scene, dump, fill_in, house_file

ONE, OTHER = "p03", "p07"
"""Two partners of the same overleg, beroepsgroep and organisatietype."""
PLACE = f"/beheer/{HOUSE}/metingen/{WAVE}/mails"
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


def make_world(original: Scene, folder: Path, *, account: str = "coordinator", invited: bool = True) -> World:
    """All were invited two days ago, and mail goes into a folder."""
    copied = copy_scene(original, folder)
    mail = MailSettings(folder=folder / "mail", sender="monitor@huis.example")
    scene = replace(copied, installation=replace(copied.installation, mail=mail))
    email = f"{account}@example.org"
    right = make_right(scene, Role.COORDINATOR)
    accounts.add_account(scene.installation, email=email, name="N. Voorbeeld", password=PASSWORD, right=right)
    app = make_app(scene)
    browser: CheckingClient = app.test_client()
    if invited:
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
    plan(made.scene, 1, state="decided", decided=True, silent=18)
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
    assert [page for page in before if before[page] != after[page]] == []


def test_pages_of_the_coordinator_are_really_looked_at(world: World) -> None:
    seen = world.look()

    shown = {page for page, text in seen.items() if text.startswith("200 ")}
    assert {
        "fieldwork.ask_close",
        "mails.overview",
        "fieldwork.wave",
        "lists.partner",
        "logbook.house",
        "dashboard.house_page",
    } <= shown
    assert "Misschien is er nog iemand bezig." in seen["fieldwork.ask_close"]
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


def change_address(world: World) -> tuple[int, str, str]:
    return world.post("adres", partner=ONE, email="nieuw@partner.example")


def delete(world: World) -> object:
    return world.post(f"/beheer/{HOUSE}/partners/{ONE}/gegevens/wissen", zeker="ja")


def ask_copy(world: World) -> object:
    return world.post(f"/beheer/{HOUSE}/partners/{ONE}/gegevens/overzicht")


def opt_out(world: World) -> object:
    opting_out.opt_out(world.scene.installation, HOUSE, world.scene.token(ONE))
    return again(world), revoke(world)


def return_invitation(world: World) -> object:
    return bouncing.take_in(world.scene.installation, report_of(world, mail_id(world.scene, ONE))), again(world)


def report_of(world: World, *mails: str) -> Report:
    """What a mail server says of mails that came back."""
    marks = tuple(mark_of(world.scene, mail) for mail in mails)
    return Report(mails, hard=True, status="5.1.1", marks=marks)


def return_invitation_and_change_address(world: World) -> object:
    return return_invitation(world), change_address(world)


def enter_returned(world: World) -> object:
    return world.post("terug", bericht=f"X-Veiligheidshuis-Mail: {mark_of(world.scene, mail_id(world.scene, ONE))}")


def enter_a_reply(world: World) -> object:
    """What everybody who got an answer to a mail has."""
    reply = f"Ik ben er niet.\nIn-Reply-To: <{mail_id(world.scene, ONE)}@monitor.example>"
    return world.post("terug", bericht=reply), world.post("adres", partner=ONE, email="a@b.example")


def send_again_and_return_it(world: World) -> object:
    done = again(world)
    delivering.send_due(world.scene.installation, HOUSE)
    report = report_of(world, mail_id(world.scene, ONE, kind=AGAIN))
    return done, bouncing.take_in(world.scene.installation, report)


def mark_and_return_a_reminder(world: World) -> object:
    """The reminder went to one of the two only, and comes back."""
    done = mark(world)
    ids = [mail_id(world.scene, one, kind=REMINDER, round=1) for one in (ONE, OTHER) if reminded(world, one)]
    return done, bouncing.take_in(world.scene.installation, report_of(world, *ids))


def return_reminder(world: World) -> None:
    """Whatever reminder ONE got, if any, comes back."""
    for kind, round, state in mails_of(world.scene, ONE):
        if (kind, state) == ("reminder", "sent"):
            report = report_of(world, mail_id(world.scene, ONE, kind=REMINDER, round=round))
            assert bouncing.take_in(world.scene.installation, report)


def ask_again_and_return_a_reminder(world: World) -> object:
    """In one of the worlds only there is one to come back."""
    done = again(world)
    return_reminder(world)
    return done


def reminded(world: World, partner: str) -> bool:
    return ("reminder", 1, "sent") in mails_of(world.scene, partner)


def hold(world: World) -> object:
    return world.post("pauze", pauze="ja")


ACTS = (
    *(again, revoke, mark, mark_and_take_back, change_address, delete, ask_copy, opt_out, return_invitation),
    *(return_invitation_and_change_address, enter_returned, send_again_and_return_it, hold),
    *(enter_a_reply, mark_and_return_a_reminder, ask_again_and_return_a_reminder),
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
        silent = [partner for partner in PARTNERS if partner not in gone]
        plan(made.scene, 1, state="decided", decided=True, silent=len(silent))
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


# A reminder goes only to who has not answered. Two worlds again: everybody else is set apart (or ONE is), the reminder
# becomes due, goes or comes back, and what was done is undone.


def mark_people(world: World, people: Sequence[str], *, reached: bool) -> object:
    return [world.post("bereikbaar", partner=one, bereikbaar="ja" if reached else "nee")[0] for one in people]


OTHERS = tuple(partner for partner in PARTNERS if partner != ONE)
ALONE: dict[str, tuple[Callable[[World], object], Callable[[World], object]]] = {
    "the others are marked": (
        lambda world: mark_people(world, OTHERS, reached=False),
        lambda world: mark_people(world, OTHERS, reached=True),
    ),
    "one is marked": (
        lambda world: mark_people(world, [ONE], reached=False),
        lambda world: mark_people(world, [ONE], reached=True),
    ),
    "one is marked and stays so": (lambda world: mark_people(world, [ONE], reached=False), lambda _: None),
    "the others get the link again": (
        lambda world: [world.post("opnieuw", partner=one)[0] for one in OTHERS],
        lambda _: None,
    ),
    "one gets the link again": (again, lambda _: None),
    "one gets a new link": (revoke, lambda _: None),
    "the mails stood still": (
        lambda world: (world.post("pauze", pauze="ja")[0], mark_people(world, [ONE], reached=False)),
        lambda world: (mark_people(world, [ONE], reached=True), world.post("pauze", pauze="nee")[0]),
    ),
    "one opted out": (opt_out, lambda _: None),
    "one is deleted": (delete, lambda _: None),
}


def tick(world: World) -> list[TickReport]:
    """Two ticks, so that what a first one decided the second one sends."""
    reports = []
    for _ in range(2):
        reports.append(ticking.tick(world.scene.installation, close=lambda house, wave: None))
        world.scene.clock.move(minutes=1)
    return reports


def break_mail(world: World) -> None:
    """The way for mail takes nothing any more."""
    folder = world.scene.installation.mail.folder
    assert folder is not None
    if folder.is_dir():
        folder.rename(folder.with_name("gone"))
    folder.write_text("")


def leave(_: World) -> None:
    """Nothing happens."""


@pytest.mark.parametrize(
    ("way", "before", "after"),
    [
        *((way, leave, leave) for way in ALONE),
        *((way, break_mail, leave) for way in ("the others are marked", "the others get the link again")),
        *((way, leave, return_reminder) for way in ("the others are marked", "one gets the link again")),
    ],
)
def test_who_is_set_apart_at_a_reminder_is_not_told_of(
    original: Scene,
    tmp_path: Path,
    closed_databases: None,
    way: str,
    before: Callable[[World], None],
    after: Callable[[World], None],
) -> None:
    pair = []
    for place, answered in (("a", ONE), ("b", OTHER)):
        world = make_world(original, tmp_path / place)
        for partner in (answered, *PARTNERS[10:20:2]):
            answer(world, partner)
        world.scene.clock.move(days=1)
        sign_in_again(world)
        plan(world.scene, 1)
        pair.append(world)
    twins = pair[0], pair[1]
    set_apart, undo = ALONE[way]

    def step(act: Callable[[World], object]) -> None:
        said = [act(world) for world in twins]
        assert said[0] == said[1]
        compare(twins)

    step(set_apart)
    for world in twins:
        before(world)
    step(tick)
    for world in twins:
        after(world)
    compare(twins)
    step(undo)
    step(tick)
    for world in twins:
        world.scene.clock.move(days=1)
        sign_in_again(world)
    step(tick)
    if way == "the others are marked" and before is leave:
        assert [len(mails_of(world.scene, ONE)) for world in twins] == [1, 2]  # it did go to the one who was silent
    bodies = []
    for world in twins:
        close_wave(world.scene.installation, HOUSE, WAVE, early=True)
        bodies.append(
            house(world.scene).query("SELECT body FROM publication WHERE wave_id = :wave", {"wave": WAVE})[0][0]
        )
    assert bodies[0] == bodies[1]


def test_a_first_mail_is_never_a_reminder(original: Scene, tmp_path: Path, closed_databases: None) -> None:
    # Pause, mark, take the mark back, go on: the only mail would be a reminder, and the address could change after it.
    world = make_world(original, tmp_path / "a", invited=False)
    put(world.scene)
    for place, fields in (
        ("pauze", {"pauze": "ja"}),
        ("bereikbaar", {"partner": ONE, "bereikbaar": "nee"}),
        ("bereikbaar", {"partner": ONE, "bereikbaar": "ja"}),
        ("pauze", {"pauze": "nee"}),
    ):
        assert world.post(place, **fields)[0] == 303
    delivering.send_due(world.scene.installation, HOUSE)
    plan(world.scene, 1)
    world.scene.clock.move(days=1)
    sign_in_again(world)
    tick(world)

    assert mails_of(world.scene, ONE) == [("invitation", 0, "sent"), ("reminder", 1, "sent")]
    assert change_address(world)[0] == 403
