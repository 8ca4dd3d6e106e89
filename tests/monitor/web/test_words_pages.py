"""A redacteur's pages, from the first look to the release, and what a partner is told before sending."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from monitor.model import Role
from monitor.services.publishing import close_wave
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.monitor.web.partner import Partner
from tests.monitor.words_scene import Decision as Chosen
from tests.monitor.words_scene import (
    begin_reading,
    choose,
    contact_of,
    decide,
    queue_of,
    release,
    words_of,
    write_and_send,
)
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, PARTNERS, WAVE, Scene, copy_scene, count_rows, house_file, make_scene

SignedIn = Callable[..., CheckingClient]
QUEUE = f"/huizen/{HOUSE}/{WAVE}/open-antwoorden"
CONTACTS = f"/huizen/{HOUSE}/{WAVE}/achtergelaten-adressen"
RELEASE = f"{QUEUE}/vrijgeven"
WRITERS = PARTNERS[:12]
COMMENT_WITH_PHONE = "Bel mij op 06-12345678 <b>gauw</b>."


@pytest.fixture(scope="module")
def original_closed(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    made = make_scene(tmp_path_factory.mktemp("closed") / "instance")
    write_and_send(made, WRITERS)
    close_wave(made.installation, HOUSE, WAVE, early=True)
    houses.close()
    directories.close()
    return made


@pytest.fixture
def scene(
    original: Scene, original_closed: Scene, tmp_path: Path, closed_databases: None, request: pytest.FixtureRequest
) -> Scene:
    """The wave is closed and twelve wrote something; a partner's tests have it open."""
    is_open = "partner" in request.fixturenames
    return copy_scene(original if is_open else original_closed, tmp_path / "instance")


@pytest.fixture
def editor(signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.EDITOR)


def test_the_first_time_the_page_says_what_this_is_and_shows_no_comment(scene: Scene, editor: CheckingClient) -> None:
    before = editor.get(QUEUE).text
    assert "12 open antwoorden" in before and "Eigenwoord" not in before

    begun = editor.submit(QUEUE)

    after = editor.get(begun.location).text
    assert all(words_of(partner) in after for partner in WRITERS)
    assert "0 van 12 bekeken" in after
    assert f"{QUEUE}" in editor.page("/huizen/").links


def test_a_comment_is_decided_about_and_the_next_one_follows(scene: Scene, editor: CheckingClient) -> None:
    first, second, *_ = begin_reading(scene).entries

    done = editor.submit(f"{QUEUE}/{first.id}", {"text": "Netter gezegd.", "decision": "vrijgeven"})

    assert (done.status_code, done.location) == (303, f"{QUEUE}/{second.id}")
    listed = editor.get(QUEUE).text
    assert "1 van 12 bekeken" in listed and "Netter gezegd." in listed and first.original not in listed
    assert first.original in editor.get(f"{QUEUE}/{first.id}").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "w" * 2001}, "langer dan 2000 tekens"),
        ({"text": " ", "decision": "vrijgeven"}, "Er staat geen tekst"),
        ({"decision": "weg"}, "Kies wat er met dit antwoord gebeurt"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    scene: Scene, editor: CheckingClient, fields: dict[str, str], sentence: str
) -> None:
    entry = begin_reading(scene).entries[0]

    refused = editor.submit(f"{QUEUE}/{entry.id}", fields)

    assert refused.status_code == 400 and sentence in refused.text
    assert fields.get("text", entry.text).strip() in refused.text
    assert queue_of(scene).entries[0] == entry


def test_a_colleagues_decision_is_shown_beside_what_was_typed_and_a_second_press_replaces_it(
    scene: Scene, editor: CheckingClient
) -> None:
    entry = begin_reading(scene).entries[0]
    fields = {**editor.page(f"{QUEUE}/{entry.id}").forms[-1].fields, "text": "Van mij.", "decision": "vrijgeven"}
    decide(scene, entry, Chosen.WITHHOLD, "Van een collega.")

    refused = editor.post(f"{QUEUE}/{entry.id}", data=fields)

    assert refused.status_code == 409
    assert "Van een collega." in refused.text and "Van mij." in refused.text
    assert queue_of(scene).entries[0].text == "Van een collega."
    assert editor.post(f"{QUEUE}/{entry.id}", data={**fields, "revision": "1"}).status_code == 303
    assert queue_of(scene).entries[0].text == "Van mij."


def test_what_stands_out_is_marked_and_said(scene: Scene, editor: CheckingClient) -> None:
    entry = begin_reading(scene).entries[0]
    decide(scene, entry, Chosen.OPEN, f"{COMMENT_WITH_PHONE} Mevrouw Jansen, bsn 123456782, a.b@c.example")

    page = editor.get(QUEUE).text

    assert "<mark>06-12345678<span" in page and "&lt;b&gt;gauw&lt;/b&gt;" in page
    assert "misschien een e-mailadres, een burgerservicenummer, een telefoonnummer en een naam" in page


def test_names_that_the_redacteur_types_are_not_looked_up(scene: Scene, editor: CheckingClient) -> None:
    first, second, *_ = begin_reading(scene).entries
    decide(scene, first, Chosen.RELEASE, "Probeer noord eens.")
    decide(scene, second, Chosen.RELEASE, f"{second.original} Noord.")

    marked = [re.findall(r"<mark>([^<]*)", editor.get(address).text) for address in (QUEUE, RELEASE)]

    assert [word for words in marked for word in words if word.casefold() == "noord"] == []


def test_four_cannot_be_released_and_five_can_as_they_were_shown(
    scene: Scene, editor: CheckingClient, signed_in: SignedIn
) -> None:
    choose(scene, 4)
    lacking = editor.page(RELEASE)
    assert not any("code" in form.fields for form in lacking.forms)
    decide(scene, queue_of(scene).entries[4], Chosen.RELEASE, COMMENT_WITH_PHONE)

    done = editor.submit(RELEASE)

    assert done.status_code == 303
    assert "De antwoorden zijn vrijgegeven" in editor.get(done.location).text
    house = signed_in(Role.MANAGER).get(f"/huizen/{HOUSE}/{WAVE}/").text
    assert "06-12345678 &lt;b&gt;gauw&lt;/b&gt;" in house and house.count("Eigenwoord") == 4


def test_a_set_that_changed_since_it_was_shown_is_not_released(scene: Scene, editor: CheckingClient) -> None:
    queue = choose(scene, 6)
    fields = editor.page(RELEASE).forms[-1].fields
    decide(scene, queue.entries[0], Chosen.RELEASE, "Iets anders.")

    refused = editor.post(RELEASE, data=fields)

    assert refused.status_code == 409 and "Er is niets vrijgegeven" in refused.text
    assert "Iets anders." in refused.text
    assert queue_of(scene).released == ()


def test_one_is_taken_back_with_a_tick(scene: Scene, editor: CheckingClient) -> None:
    choose(scene, 6)
    release(scene)
    [fields] = [form.fields for form in editor.page(RELEASE).forms if "comment" in form.fields][:1]

    untouched = editor.post(f"{QUEUE}/terugnemen", data={**fields, "sure": ""})
    done = editor.post(f"{QUEUE}/terugnemen", data={**fields, "sure": "ja"})

    assert (untouched.status_code, done.status_code) == (400, 303)
    assert len(queue_of(scene).released) == 5


def test_addresses_are_shown_only_by_the_button_which_is_logged(scene: Scene, editor: CheckingClient) -> None:
    before = editor.get(CONTACTS).text
    shown = editor.submit(CONTACTS)

    assert "12 partners" in before and contact_of("p01") not in before
    assert shown.status_code == 200 and all(contact_of(partner) in shown.text for partner in WRITERS)
    assert count_rows(house_file(scene), "audit", "what = 'contacts.read' AND result = 'done, addresses: 12'") == 1
    assert "Eigenwoord" not in shown.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EDITOR])
def test_for_everybody_else_none_of_it_is_there(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    entry = begin_reading(scene).entries[0]
    browser = signed_in(role, overleg="noord" if role is Role.PROCESS_MANAGER else None)

    for path in (QUEUE, RELEASE, CONTACTS, f"{QUEUE}/{entry.id}"):
        assert browser.get(path).status_code == 404


def test_a_page_of_a_comment_that_is_not_there_is_not_found(scene: Scene, editor: CheckingClient) -> None:
    begin_reading(scene)

    assert editor.get(f"{QUEUE}/{'0' * 32}").status_code == 404


def overview_of(partner: Partner) -> str:
    return partner.browser.get(f"{partner.address}overzicht").text


def test_a_partner_reads_who_reads_and_what_stays(partner: Partner) -> None:
    partner.fill_in()

    page = overview_of(partner)

    assert "Redacteur leest de open antwoorden als de meting gesloten is" in page
    assert "Alleen Redacteur ziet het" in page and "blijft ook na 1\u00a0november 2031" in page


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (COMMENT_WITH_PHONE, "een telefoonnummer"),
        ("Ik ben a.b@c.example", "een e-mailadres"),
        ("Mijn bsn is 123456782", "een burgerservicenummer"),
    ],
)
def test_a_partner_is_asked_once_more_and_never_refused(partner: Partner, words: str, what: str) -> None:
    partner.fill_in()

    asked = partner.post("overzicht", {"woorden": words, "mail": ""})
    assert asked.status_code == 200 and f"lijkt {what} te staan" in asked.text
    assert "Er is nog niets verstuurd" in asked.text
    assert count_rows(house_file(partner.scene), "sealed_words", f"wave_id = '{WAVE}'") == 0
    assert words.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in overview_of(partner)  # nothing is lost

    sent = partner.post("overzicht", {"woorden": words, "mail": "", "gezien": "ja"})
    assert sent.status_code == 303
    assert count_rows(house_file(partner.scene), "sealed_words", f"wave_id = '{WAVE}'") == 1


def test_without_anybody_who_can_read_nothing_is_asked_and_nothing_is_taken(partner: Partner) -> None:
    db = partner.scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("DELETE FROM wave_editor WHERE wave_id = :wave", {"wave": WAVE})
    partner.fill_in()

    assert 'name="woorden"' not in overview_of(partner) and 'name="mail"' not in overview_of(partner)
    refused = partner.post("overzicht", {"woorden": "Toch iets.", "mail": "a@b.example"})
    assert "Niemand kan uw eigen woorden en uw adres nu lezen" in refused.text
    assert partner.post("overzicht").status_code == 303
    assert count_rows(house_file(partner.scene), "sealed_words", f"wave_id = '{WAVE}'") == 0
    assert count_rows(house_file(partner.scene), "sealed_contact", f"wave_id = '{WAVE}'") == 0


def test_the_coordinator_of_an_open_wave_sees_that_nobody_can_read(
    partner: Partner, signed_in: SignedIn, app: Flask
) -> None:
    path = f"/beheer/{HOUSE}/metingen/{WAVE}/"
    browser = signed_in(Role.COORDINATOR)
    assert "Niemand leest de open antwoorden" not in browser.get(path).text
    register = partner.scene.installation.directory()
    with register.atomic():
        register.execute("DELETE FROM account_right WHERE role = :role", {"role": Role.EDITOR})

    page = browser.get(path).text

    assert "Niemand leest de open antwoorden" in page and "Geef deze collega de rol terug" in page
