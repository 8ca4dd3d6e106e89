from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput, NotFound
from monitor.mail.message import Mail
from monitor.mail.settings import MailSettings
from monitor.services import letters, sealing, wave_texts
from monitor.services.letter_words import DEFAULTS, LANGUAGES, OWN_KINDS, language_of, offered
from monitor.services.letters import Letters
from monitor.services.personal_data import describe
from monitor.store import outbox, wave_setup
from monitor.store.outbox import MailKind, NewMail
from monitor.store.wave_setup import WaveText
from tests.mail_scene import BASE_URL, SENDER, queue_mails, rows_of
from tests.page_checks import CheckingClient
from tests.scene import BOTH, HOUSE, MIDWAY, WAVE, Scene, ask_in

HOSTILE = "<script>x</script> {{7*7}} \u202eomgekeerd \"onmouseover='x'\r\nBcc: x@y.nl"


@pytest.fixture
def mailing(scene: Scene) -> Scene:
    return replace(
        scene,
        installation=replace(scene.installation, base_url=BASE_URL, mail=MailSettings(sender=SENDER)),
    )


def change(scene: Scene, sql: str, **params: object) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(sql, params)


def write(scene: Scene, kind: str, subject: str, body: str, language: str = "nl") -> None:
    """The house's own words."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        wave_setup.upsert_text(db, WAVE, WaveText(kind, language, subject, body))


def letter(scene: Scene, partner: str = "p01", *, kind: MailKind = MailKind.INVITATION, round: int = 0) -> Mail:
    """The mail that would leave now."""
    queue_mails(scene, [partner], kind=kind, round=round)
    row = outbox.select_mail(scene.installation.house(HOUSE), rows_of(scene)[partner].id)
    assert row is not None
    return Letters(scene.installation, HOUSE).make(row)


def plan(scene: Scene, *numbers: int) -> None:
    for number in numbers:
        change(
            scene,
            "INSERT INTO wave_reminder (wave_id, number, due_at, state) VALUES (:w, :n, :at, 'planned')",
            w=WAVE,
            n=number,
            at="2026-11-20T09:00:00+00:00",
        )


def test_an_invitation_says_who_asks_about_what_how_long_until_when_and_how_to_stop(mailing: Scene) -> None:
    mail = letter(mailing, BOTH)

    link = f"{BASE_URL}{mailing.link(BOTH)}"
    for text in (mail.text, unescape(mail.html)):
        for piece in (
            *("Veiligheidshuis Proefhuis", "Overleg Noord", "Overleg Zuid", "ongeveer 2 minuten"),
            *("maandag 30 november 2026, 17.00 uur", "Mail naar proefhuis@example.org."),
            *(link, f"{link}/afmelden", "verzonnen"),
        ):
            assert piece in text
    assert mail.subject == DEFAULTS["invitation", "nl"].subject
    assert (mail.to, mail.sender, mail.sender_name) == (f"{BOTH}@partner.example", SENDER, "Veiligheidshuis Proefhuis")
    assert mail.opt_out_url == f"{link}/afmelden"


def test_a_mail_names_only_the_overleggen_of_its_own_partner(mailing: Scene) -> None:
    text = letter(mailing, "p01").text

    assert "- Overleg Noord\n" in text
    assert "Overleg Zuid" not in text


def test_the_promise_is_the_one_of_the_landing_page_word_for_word(
    mailing: Scene, app: Flask, client: CheckingClient
) -> None:
    page = client.get(mailing.link("p01")).get_data(as_text=True)
    found = re.search(r'<p class="promise">(.*?)</p>', page)
    assert found is not None
    promise = unescape(found.group(1)).replace("\u00a0", " ")  # the page keeps day and month together

    mail = letter(mailing, "p01")

    assert promise in mail.text
    assert promise in unescape(mail.html)


def test_the_house_replaces_subject_and_text_and_nothing_else(mailing: Scene) -> None:
    write(mailing, "invitation", "Doe mee bij {huis}", "Eerste regel.\nTweede.\n\nVoor {sluitdatum}, {minuten} min.")

    mail = letter(mailing, BOTH)

    assert mail.subject == "Doe mee bij Veiligheidshuis Proefhuis"
    assert "Eerste regel.\nTweede.\n\nVoor maandag 30 november 2026, 17.00 uur, 2 min.\n" in mail.text
    assert "Eerste regel.<br>Tweede.</p>" in mail.html
    assert DEFAULTS["invitation", "nl"].body.partition("}")[2] not in mail.text
    assert mailing.link(BOTH) in mail.text and "Uw antwoorden zijn vertrouwelijk" in mail.text


def test_only_the_four_placeholders_are_filled_in_and_what_they_give_is_not_read_again(mailing: Scene) -> None:
    change(mailing, "UPDATE house SET name = 'Huis {minuten}'")
    write(mailing, "invitation", "{huis}", "{overleggen} {link} {huis.__class__} {0} {} {{huis}} %s {huis}")

    mail = letter(mailing, BOTH)

    assert mail.subject == "Huis {minuten}"
    assert (
        "Overleg Noord en Overleg Zuid {link} {huis.__class__} {0} {} {Huis {minuten}} %s Huis {minuten}\n" in mail.text
    )


@pytest.mark.parametrize("place", ["subject", "body", "partner", "overleg", "contact", "house"])
def test_whatever_people_typed_is_text_in_the_mail(mailing: Scene, place: str) -> None:
    texts = {"subject": "Onderwerp", "body": "Tekst", place: HOSTILE}
    write(mailing, "invitation", texts["subject"], texts["body"])
    columns = {
        "partner": "UPDATE partner SET name = :text WHERE id = 'p01'",
        "overleg": "UPDATE wave_level SET label = :text WHERE variable = 'overleg' AND code = 0",
        "contact": "UPDATE house SET contact = :text",
        "house": "UPDATE house SET name = :text",
    }
    if place in columns:
        change(mailing, columns[place], text=HOSTILE)

    mail = letter(mailing, "p01")

    assert "<script" not in mail.html
    assert "\u202e" not in mail.html + mail.text + mail.subject
    assert "onmouseover='x'\"" not in mail.html
    assert "{{7*7}}" in (mail.subject if place == "subject" else mail.text + mail.html)
    assert "\n" not in mail.subject


def test_nothing_in_a_mail_is_loaded_from_elsewhere_and_no_script_runs(mailing: Scene) -> None:
    html = letter(mailing, "p01").html

    assert not re.search(r"<(img|script|link|iframe|object|form|input)\b|url\(|@import|@font-face|\bon\w+=", html)
    assert {*re.findall(r'href="(https?://[^/"]+)', html)} == {BASE_URL}


def test_the_last_planned_reminder_says_that_unsent_drafts_are_no_answers(mailing: Scene) -> None:
    plan(mailing, 1, 2)

    first = letter(mailing, "p01", kind=MailKind.REMINDER, round=1)
    last = letter(mailing, "p02", kind=MailKind.REMINDER, round=2)

    assert first.subject == DEFAULTS["reminder", "nl"].subject
    assert "op Versturen" not in first.text
    assert last.subject == "Laatste herinnering: meedoen kan tot maandag 30 november 2026, 17.00 uur"
    assert "drukte u nog niet op Versturen? Dan tellen uw antwoorden nog niet mee" in last.text


@given(wanted=st.sampled_from(["nl", "en", "fr", ""]), languages=st.sets(st.sampled_from(["nl", "en", "fr", "de"])))
def test_a_mail_is_in_a_language_that_could_be_set_up(wanted: str, languages: set[str]) -> None:
    got = language_of(wanted, languages)

    assert got in offered(languages) and got in LANGUAGES
    assert got in languages or not languages & LANGUAGES.keys()
    assert got == wanted or wanted not in languages & LANGUAGES.keys()


def test_about_a_dutch_questionnaire_everybody_gets_dutch_mails(mailing: Scene) -> None:
    change(mailing, "UPDATE partner SET name = 'Zoë Ploeg', language = 'en' WHERE id = 'p01'")

    mail = letter(mailing, "p01")

    assert mail.language == "nl" and "Beste Zoë Ploeg,\n" in mail.text
    with pytest.raises(BadInput, match="taal van de vragenlijst"):
        letters.preview(mailing.installation, HOUSE, WAVE, kind="invitation", language="en")


def test_a_language_of_the_questionnaire_without_words_for_mails_is_not_set_up(mailing: Scene) -> None:
    ask_in(mailing, "nl", "fr")

    assert wave_texts.languages_of(mailing.installation, HOUSE, WAVE) == ("nl",)


def test_somebody_with_a_name_is_greeted_by_it_and_in_the_own_language(mailing: Scene) -> None:
    ask_in(mailing, "nl", "en")
    change(mailing, "UPDATE partner SET name = 'Zoë Ploeg', language = 'en' WHERE id = 'p01'")
    change(mailing, "UPDATE partner SET language = 'xx' WHERE id = 'p02'")

    english, unknown = letter(mailing, "p01"), letter(mailing, "p02")

    assert "Dear Zoë Ploeg,\n" in english.text
    assert "until Monday 30 November 2026, 17:00 (CET)" in english.text
    assert (english.language, unknown.language) == ("en", "nl")
    assert "Beste partner,\n" in unknown.text


def test_what_is_kept_about_somebody_goes_to_that_address_without_any_link(mailing: Scene) -> None:
    db = mailing.installation.house(HOUSE)
    with db.atomic():
        outbox.insert_mails(db, [NewMail("d" * 32, MailKind.DATA, MIDWAY, partner="p01")])
    row = outbox.select_mail(db, "d" * 32)
    assert row is not None

    mail = Letters(mailing.installation, HOUSE).make(row)

    lines = describe(mailing.installation, HOUSE, "p01")
    assert mail.to == "p01@partner.example"
    assert len(lines) > 3
    assert all(line.what in mail.text and line.text in mail.text for line in lines)
    assert "/d/" not in mail.text + mail.html and mail.opt_out_url == ""
    assert mail.subject == "Wat Veiligheidshuis Proefhuis over u bewaart"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OWN_KINDS)
def test_a_preview_is_the_mail_to_nobody_with_a_link_that_leads_nowhere(
    mailing: Scene, client: CheckingClient, kind: str, language: str
) -> None:
    ask_in(mailing, "nl", "en")
    write(mailing, kind, "Eigen onderwerp", "Eigen tekst", language)

    mail = letters.preview(mailing.installation, HOUSE, WAVE, kind=kind, language=language)

    link = re.search(rf"^{BASE_URL}(/d/\S+)$", mail.text, re.MULTILINE).group(1)  # type: ignore[union-attr]
    assert (mail.subject, mail.to) == ("Eigen onderwerp", "sam.voorbeeld@partner.example")
    assert "Eigen tekst" in mail.text and "Sam Voorbeeld" in mail.text
    assert client.get(link).status_code == 404
    assert not any(token in mail.text for token in mailing.tokens[HOUSE, WAVE].values())


def test_a_preview_of_what_is_not_there_is_refused(mailing: Scene) -> None:
    with pytest.raises(BadInput):
        letters.preview(mailing.installation, HOUSE, WAVE, kind="landing", language="nl")
    with pytest.raises(BadInput):
        letters.preview(mailing.installation, HOUSE, WAVE, kind="invitation", language="fr")
    with pytest.raises(NotFound):
        letters.preview(mailing.installation, HOUSE, "elders", kind="invitation", language="nl")


def test_links_in_mails_are_on_the_host_of_the_settings_whoever_asks(mailing: Scene) -> None:
    # No request is at hand where mails are made: a forged Host header has nothing to work on.
    mail = letter(mailing, "p01")

    assert {*re.findall(r"https?://[^/\s\"<]+", mail.text)} == {BASE_URL}
    assert mail.message_id.endswith("@monitor.example")
    own = mail.message_id.partition("@")[0]
    assert mail.mark == sealing.mail_mark(mailing.installation.link_key, own)


def test_a_reply_goes_to_the_house_and_a_wrong_setting_of_it_stops_no_mail(mailing: Scene) -> None:
    change(mailing, "UPDATE house SET reply_to = 'vragen@gemeente.example'")
    assert letter(mailing, "p01").reply_to == "vragen@gemeente.example"
    change(mailing, "UPDATE house SET reply_to = 'bel ons'")

    assert letter(mailing, "p02").reply_to == ""
