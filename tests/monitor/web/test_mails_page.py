"""The page of a wave's mails: what it says, what its buttons do, and what it does with bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from monitor.mail.settings import MailSettings, Security, Server
from monitor.model import Actor, Role
from monitor.services import bouncing, opting_out
from monitor.services.publishing import close_wave
from tests.monitor.services.mailed import REMINDER, house, invitation_of, mail_id, mails_of, mark_of, plan, put, send
from tests.page_checks import CheckingClient, csrf_in
from tests.scene import HOUSE, OTHER_WAVE, PARTNERS, WAVE, Scene, dump, house_file

PLACE = f"/beheer/{HOUSE}/metingen/{WAVE}/mails"
WHO = Actor("1 N. Voorbeeld", "192.0.2.1")
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def coordinator(scene: Scene, signed_in: SignedIn) -> CheckingClient:
    """A browser of the coordinator; a day ago all were invited."""
    send(scene, day=scene.clock().date() - timedelta(days=1))
    return signed_in(Role.COORDINATOR)


def post(browser: CheckingClient, place: str, **fields: str) -> tuple[int, str]:
    """Post with this session's token; gives the status and the text of the page that is then shown."""
    token = csrf_in(browser.get(PLACE).text)
    response = browser.post(f"{PLACE}/{place}", data={"csrf_token": token, **fields})
    shown = browser.get(response.location) if response.status_code == 303 else response
    return response.status_code, shown.text


def email_of(scene: Scene, partner: str) -> str:
    return str(house(scene).query("SELECT email FROM partner WHERE id = :id", {"id": partner})[0]["email"])


def test_what_the_server_did_not_take_and_what_nobody_knows_is_told_apart_from_what_came_back(
    scene: Scene, coordinator: CheckingClient
) -> None:
    send(scene)
    with house(scene).atomic():
        for partner, change in (
            ("p01", "code = '5.1.1'"),
            ("p02", "code = '554 5.7.1', sent_on = NULL"),
            ("p03", "code = 'unknown', doubts = 2"),
        ):
            house(scene).execute(
                f"UPDATE outbox SET state = 'failed', {change} WHERE id = :id", {"id": mail_id(scene, partner)}
            )

    text = coordinator.get(PLACE).text

    assert (
        "23 uitnodigingen verstuurd, 1 kwam terug, 1 niet aangenomen door de mailserver, "
        "van 1 is niet zeker of die aankwam" in text
    )


def test_it_gives_the_mails_in_numbers(scene: Scene, signed_in: SignedIn) -> None:
    send(scene)
    plan(scene, 1, state="decided", decided=True, silent=18)
    send(scene, PARTNERS[:18], kind=REMINDER, round=1)
    plan(scene, 2)
    scene.clock.move(hours=12)
    coordinator = signed_in(Role.COORDINATOR)

    today = coordinator.get(PLACE).text
    scene.clock.move(hours=2)
    tomorrow = coordinator.get(PLACE).text

    assert "24 uitnodigingen verstuurd" in today
    assert "vanaf morgen" in today and ">18<" not in today
    assert ">18<small>nog zonder antwoord</small>" in tomorrow
    assert ">24<small>verstuurd</small>" in tomorrow
    assert "gepland: dinsdag 10 november 2026, 11.00 uur" in today


@pytest.mark.parametrize(
    ("minute", "day", "lasts"), [(60, 2000, "1 minuut"), (5, 2000, "5 minuten"), (60, 10, "3 dagen")]
)
def test_it_says_how_long_what_waits_will_take(
    scene: Scene, app: Flask, coordinator: CheckingClient, minute: int, day: int, lasts: str
) -> None:
    mail = MailSettings(folder=scene.folder / "mail", per_minute=minute, per_day=day)
    app.extensions["monitor.installation"] = replace(scene.installation, mail=mail)
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = 'waiting', sent_on = NULL")

    text = coordinator.get(PLACE).text

    assert f"duren ongeveer {lasts}" in text
    assert "kan nog geen mail versturen" not in text


def test_without_a_mail_server_it_says_whom_to_ask(coordinator: CheckingClient) -> None:
    assert "Vraag de beheerder om een mailserver" in coordinator.get(PLACE).text


def test_mails_are_held_and_go_on(scene: Scene, coordinator: CheckingClient) -> None:
    assert post(coordinator, "pauze", pauze="ja")[0] == 303
    assert "De mails staan stil" in coordinator.get(PLACE).text

    assert post(coordinator, "pauze", pauze="nee")[0] == 303
    assert "De mails staan stil" not in coordinator.get(PLACE).text


def test_who_wants_no_mail_and_who_gets_none_are_listed(scene: Scene, coordinator: CheckingClient) -> None:
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))
    bouncing.mark(scene.installation, HOUSE, WAVE, "p02", reached=False, actor=WHO)

    text = coordinator.get(PLACE).text

    assert "p01@partner.example" in text and "p02@partner.example" in text
    assert "p03@partner.example" not in text


def test_somebody_is_found_without_an_address_in_any_address(coordinator: CheckingClient) -> None:
    status, text = post(coordinator, "zoeken", zoek="P07@partner")

    assert status == 200
    assert "p07@partner.example" in text and "p08@partner.example" not in text
    assert "Link opnieuw mailen" in text


def test_nobody_found_is_said(coordinator: CheckingClient) -> None:
    assert "Niemand gevonden" in post(coordinator, "zoeken", zoek="onbekend")[1]


def test_the_link_goes_again_and_a_new_one_ends_the_old(scene: Scene, coordinator: CheckingClient) -> None:
    assert "gaat nog een keer" in post(coordinator, "opnieuw", partner="p01")[1]
    assert mails_of(scene, "p01")[0] == ("again", 0, "waiting")

    assert "oude link werkt niet meer" in post(coordinator, "nieuwe-link", partner="p02")[1]
    assert coordinator.get(scene.link("p02")).status_code == 404


def test_a_mark_by_hand_is_set_and_taken_back(scene: Scene, coordinator: CheckingClient) -> None:
    assert "bij onbereikbaar" in post(coordinator, "bereikbaar", partner="p01", bereikbaar="nee")[1]
    assert invitation_of(scene, "p01")["unreached"] == 1

    assert "weer op bereikbaar" in post(coordinator, "bereikbaar", partner="p01", bereikbaar="ja")[1]
    assert invitation_of(scene, "p01")["unreached"] == 0


def test_a_returned_mail_is_taken_in_and_the_address_corrected_so_that_a_new_invitation_goes(
    scene: Scene, coordinator: CheckingClient
) -> None:
    text = f"Kon niet worden bezorgd\r\nX-Veiligheidshuis-Mail: {mark_of(scene, mail_id(scene, 'p01'))}"
    assert "is verwerkt" in post(coordinator, "terug", bericht=text)[1]

    assert "nieuwe uitnodiging" in post(coordinator, "adres", partner="p01", email="goed@partner.example")[1]

    assert email_of(scene, "p01") == "goed@partner.example"
    assert mails_of(scene, "p01") == [("invitation", 0, "failed"), ("invitation", 1, "waiting")]


def test_a_reply_is_no_returned_mail(scene: Scene, coordinator: CheckingClient) -> None:
    reply = f"Ik ben er niet\r\nIn-Reply-To: <{mail_id(scene, 'p01')}@monitor.example>"
    said = post(coordinator, "terug", bericht=reply)[1]

    assert "niet zeker" in said and "is verwerkt" not in said
    assert post(coordinator, "adres", partner="p01", email="goed@partner.example")[0] == 403
    assert mails_of(scene, "p01") == [("invitation", 0, "sent")]


@pytest.mark.parametrize(
    ("place", "fields", "status", "said"),
    [
        ("zoeken", {"zoek": "x"}, 400, "ten minste 2 tekens"),
        ("zoeken", {"zoek": "x" * 300}, 400, "ten minste 2 tekens"),
        ("zoeken", {}, 400, "Vul een naam"),
        ("terug", {"bericht": ""}, 400, "Plak hier"),
        ("terug", {"bericht": "Hallo"}, 400, "Message-ID"),
        ("adres", {"partner": "p01", "email": "geen adres"}, 400, "geen e-mailadres"),
        ("adres", {"partner": "p01", "email": ""}, 400, "Vul het nieuwe"),
        ("adres", {"partner": "p01", "email": "p02@partner.example"}, 400, "andere partner"),
        ("adres", {"partner": "p01", "email": "nieuw@partner.example"}, 403, "er ging al een mail heen"),
        ("adres", {"partner": "weg", "email": "nieuw@partner.example"}, 404, "niet uitgenodigd"),
        ("adres", {"partner": "weg", "email": ""}, 404, "niet uitgenodigd"),
        ("opnieuw", {"partner": "weg"}, 404, "niet uitgenodigd"),
        ("opnieuw", {"partner": ""}, 400, "Kies eerst"),
        ("opnieuw", {}, 400, "Kies eerst"),
        ("opnieuw", {"partner": "p01", "email": "a@b.example"}, 400, "niet bij deze pagina"),
        ("nieuwe-link", {"partner": "x" * 65}, 400, "Kies eerst"),
        ("bereikbaar", {"partner": "p01", "bereikbaar": "misschien"}, 400, "Kies een"),
        ("bereikbaar", {"partner": "p01"}, 400, "Kies een"),
        ("pauze", {"pauze": "1"}, 400, "Kies een"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    scene: Scene, coordinator: CheckingClient, place: str, fields: dict[str, str], status: int, said: str
) -> None:
    if place == "adres" and status != 403:
        bouncing.mark(scene.installation, HOUSE, WAVE, "p01", reached=False, actor=WHO)
    before = dump(house_file(scene))

    answer = post(coordinator, place, **fields)

    assert answer[0] == status
    assert said in answer[1]
    assert dump(house_file(scene)) == before


def test_what_was_typed_wrong_is_shown_again_with_a_link_to_its_field(
    scene: Scene, coordinator: CheckingClient
) -> None:
    bouncing.mark(scene.installation, HOUSE, WAVE, "p01", reached=False, actor=WHO)

    _, text = post(coordinator, "adres", partner="p01", email="goed@@partner.example")

    assert 'value="goed@@partner.example"' in text
    assert 'href="#email-p01"' in text and 'aria-describedby="email-fout"' in text


def test_refused_to_who_wants_no_mails(scene: Scene, coordinator: CheckingClient) -> None:
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))

    status, text = post(coordinator, "opnieuw", partner="p01")

    assert status == 403
    assert "wil geen mails meer" in text and "Er is niets veranderd" in text


def test_before_the_invitation_left_there_is_nothing_to_send_again(scene: Scene, signed_in: SignedIn) -> None:
    put(scene)

    assert post(signed_in(Role.COORDINATOR), "opnieuw", partner="p01")[0] == 409


def test_a_name_with_markup_is_text(scene: Scene, coordinator: CheckingClient) -> None:
    with house(scene).atomic():
        house(scene).execute("UPDATE partner SET name = '<script>alert(1)</script>' WHERE id = 'p01'")

    text = post(coordinator, "zoeken", zoek="script")[1]

    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


@pytest.mark.parametrize("wave", [WAVE, OTHER_WAVE])
def test_a_closed_wave_says_that_it_is_over(scene: Scene, coordinator: CheckingClient, wave: str) -> None:
    close_wave(scene.installation, HOUSE, wave, early=True)

    place = f"/beheer/{HOUSE}/metingen/{wave}/mails"
    text = coordinator.get(place).text

    assert "De meting is dicht. Er gaan geen mails meer uit." in text and "<table" not in text
    assert not any("/mails" in form.action for form in coordinator.page(place).forms)


def test_what_waits_has_no_time_while_the_mails_stand_still(scene: Scene, coordinator: CheckingClient) -> None:
    with house(scene).atomic():
        house(scene).execute("UPDATE outbox SET state = 'waiting', sent_on = NULL")
        house(scene).execute("UPDATE wave SET mail_paused = 1")

    text = coordinator.get(PLACE).text

    assert "ten hoogste" in text and "duren ongeveer" not in text


def test_of_who_wants_no_mails_it_says_that_this_stays(scene: Scene, coordinator: CheckingClient) -> None:
    opting_out.opt_out(scene.installation, HOUSE, scene.token("p01"))

    assert "Dat kunt u niet terugdraaien; de eigen link werkt nog." in coordinator.get(PLACE).text
    assert not any(form.action.endswith("/bereikbaar") for form in coordinator.page(PLACE).forms)


def test_it_says_who_reads_the_mails_that_come_back(scene: Scene, app: Flask, coordinator: CheckingClient) -> None:
    mail = MailSettings(folder=scene.folder / "mail", sender="monitor@huis.example")
    app.extensions["monitor.installation"] = replace(scene.installation, mail=mail)
    nobody = coordinator.get(PLACE).text
    imap = Server("mail.example", 993, Security.TLS)
    app.extensions["monitor.installation"] = replace(scene.installation, mail=replace(mail, bounces=imap))

    assert "Deze monitor leest de mailbox niet. Teruggekomen mails gaan naar monitor@huis.example" in nobody
    assert "leest de mailbox meestal zelf" in coordinator.get(PLACE).text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.RESEARCHER])
def test_for_everybody_else_it_is_not_there(scene: Scene, signed_in: SignedIn, role: Role) -> None:
    assert signed_in(role).get(PLACE).status_code == 404


def test_a_wave_that_is_not_there_is_not_found(coordinator: CheckingClient) -> None:
    assert coordinator.get(f"/beheer/{HOUSE}/metingen/weg/mails").status_code == 404
    assert post(coordinator, "../../weg/mails/pauze", pauze="ja")[0] == 404


def test_what_was_done_is_said_in_words_of_ours_alone(coordinator: CheckingClient) -> None:
    assert "kwaad" not in coordinator.get(f"{PLACE}?gedaan=kwaad").text
