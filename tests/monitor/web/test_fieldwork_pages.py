"""The coordinator's pages of a wave, from a new draft to closing, as a browser meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from monitor.mail.settings import MailSettings
from monitor.model import Actor, Role, WaveState
from monitor.services import mail_numbers, opening
from monitor.services.waves import get_wave
from monitor.store import reminders, waves
from tests.page_checks import CheckingClient, make_app
from tests.scene import CLOSES, HOUSE, MIDWAY, OTHER_HOUSE, WAVE, Scene, count_rows, fill_in, house_file

HOME = f"/beheer/{HOUSE}/"
NEW = f"{HOME}nieuwe-meting"
EVIL = '<script>alert(1)</script>{{7*7}}" onmouseover="x'


@pytest.fixture
def app(scene: Scene) -> Flask:
    """The application over the scene, with mail that goes to a folder."""
    mail = MailSettings(folder=scene.folder / "mails", sender="monitor@example.org")
    return make_app(replace(scene, installation=replace(scene.installation, mail=mail)))


@pytest.fixture
def coordinator(signed_in: Callable[..., CheckingClient]) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def make(client: CheckingClient, **more: str) -> str:
    """Make a wave through its page; gives its address."""
    values = {"name": "Winter 2026", "opens_day": "2026-12-01", "opens_time": "09:00", **more}
    response = client.submit(NEW, values)
    assert response.status_code == 303, response.text
    return str(response.location)


def form_to(client: CheckingClient, path: str, action: str) -> int:
    """Which form of a page goes there."""
    forms = client.page(path).forms
    return next(number for number, form in enumerate(forms) if form.action.endswith(action))


def press(client: CheckingClient, path: str, action: str, values: dict[str, str] | None = None):  # type: ignore[no-untyped-def] # as submit
    return client.submit(path, values, form=form_to(client, path, action))


def complete(client: CheckingClient, **more: str) -> str:
    """A wave of which every point is in order."""
    wave = make(client, **more)
    assert press(client, f"{wave}groepen", "/gezien").status_code == 303
    assert press(client, wave, "/proef").status_code == 303
    return wave


def test_a_coordinator_runs_a_wave_from_draft_to_closing(
    scene: Scene, coordinator: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "monitor.web.fieldwork_running.close_apart", lambda _root, _instance, house, wave: closed.append((house, wave))
    )
    wave = complete(coordinator, opens_day="2026-11-10", opens_time="12:00")
    assert "Alle 16 punten zijn in orde" in coordinator.get(wave).text

    asked = coordinator.get(f"{wave}uitnodigen").text
    assert "24 partners krijgen een mail" in asked and "Ja, nodig 24 partners uit" in asked
    assert "gaat vanzelf open op dinsdag 10 november 2026, 12.00 uur" in asked
    assert press(coordinator, f"{wave}uitnodigen", "/uitnodigen").location == f"{wave}?gedaan=uitgenodigd"
    text = coordinator.get(wave).text
    assert "De meting staat klaar" in text and 'aria-current="step"' in text
    assert press(coordinator, wave, "/intrekken").location == wave
    press(coordinator, f"{wave}uitnodigen", "/uitnodigen")
    scene.clock.instant = datetime(2026, 11, 10, 11, tzinfo=UTC)
    opening.open_due(coordinator.application.extensions["monitor.installation"], HOUSE)
    text = coordinator.get(wave).text
    assert "De meting loopt" in text and "Herinnering 1: dinsdag 24 november 2026, 10.00 uur" in text

    later = {"closes_day": "2026-12-15", "closes_time": "17:00", "move_reminders": "y"}
    assert press(coordinator, f"{wave}verlengen", "/verlengen", later).location == f"{wave}?gedaan=verlengd"
    text = coordinator.get(f"{wave}?gedaan=verlengd").text
    assert "De meting is verlengd. Invullen kan nu tot dinsdag 15 december 2026, 17.00 uur" in text
    assert "Sluit nu op dinsdag 15 december 2026, 17.00 uur" in text and "1 december 2026, 10.00" in text

    assert press(coordinator, f"{wave}sluiten", "/sluiten").status_code == 400
    assert press(coordinator, f"{wave}sluiten", "/sluiten", {"sure": "y"}).status_code == 303
    assert closed == [(HOUSE, "winter-2026")]
    assert get_wave(scene.installation, HOUSE, "winter-2026").state is WaveState.CLOSING
    assert "De meting wordt gesloten" in coordinator.get(wave).text


def test_uitnodigen_is_not_offered_and_is_refused_while_something_is_missing(coordinator: CheckingClient) -> None:
    wave = make(coordinator)
    page = coordinator.get(wave).text
    assert "Nog 2 punten te doen" in page and "Dat kan als alle punten in orde zijn" in page

    assert coordinator.get(f"{wave}uitnodigen").location == wave
    token = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert token
    response = coordinator.post(f"{wave}uitnodigen", data={"csrf_token": token[1]})

    assert response.status_code == 400
    assert "Dit ontbreekt nog: Voorspelling, Proef" in response.text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Vul een naam in"),
        ({"name": "om\u202egekeerd"}, "Vul een naam in"),
        ({"opens_day": ""}, "Vul een datum in"),
        ({"opens_day": "31-02-2027"}, "Vul een datum in"),
        ({"opens_day": "9999-01-01"}, "Vul een datum in"),
        ({"opens_time": "25:00"}, "Vul een tijd in"),
        ({"opens_day": "2027-03-28", "opens_time": "02:30"}, "Kies 1.59 uur of 3.00 uur"),
        ({"opens_day": "25-10-2026", "opens_time": "2.30"}, "Kies zomertijd of wintertijd"),
    ],
)
def test_what_was_typed_is_shown_again_with_what_is_wrong(
    scene: Scene, coordinator: CheckingClient, values: dict[str, str], sentence: str
) -> None:
    waves = count_rows(house_file(scene), "wave")

    response = coordinator.submit(NEW, {"name": "Winter", "opens_day": "2026-12-01", "opens_time": "09:00", **values})

    assert response.status_code == 400
    assert sentence in response.text and 'role="alert"' in response.text and 'aria-invalid="true"' in response.text
    assert all(value in response.text for value in values.values())
    assert count_rows(house_file(scene), "wave") == waves


@pytest.mark.parametrize(("which", "hour"), [("zomertijd", 0), ("wintertijd", 1)])
def test_a_time_that_exists_twice_is_one_instant_once_said_which(
    scene: Scene, coordinator: CheckingClient, which: str, hour: int
) -> None:
    values = {"name": "Klok", "opens_day": "2027-10-31", "opens_time": "02:30"}
    first = coordinator.submit(NEW, values)
    assert "De eerste keer: zomertijd" in first.text

    token = re.search(r'name="csrf_token" value="(\w+)"', first.text)
    assert token
    fields = {**values, "questionnaire": "proef 1", "opens_which": which, "like": "", "csrf_token": token[1]}
    response = coordinator.post(NEW, data=fields)

    assert response.status_code == 303
    assert get_wave(scene.installation, HOUSE, "klok").opens_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert f"2.30 uur ({which})" in coordinator.get(HOME).text


def test_the_settings_of_a_draft_are_kept_and_those_of_an_open_wave_are_not(
    scene: Scene, coordinator: CheckingClient
) -> None:
    wave = make(coordinator)
    good = {
        "name": "Andere naam",
        "closes_day": "2026-12-20",
        "closes_time": "12.00",
        "reminder_1": "2026-12-10",
        "reminder_2": "",
        "retention": "31-12-2028",
    }
    bad = press(coordinator, f"{wave}instellingen", "/instellingen", {**good, "reminder_1": "2027-01-10"})
    assert bad.status_code == 400 and 'href="#reminder_1"' in bad.text and "Andere naam" in bad.text

    assert press(coordinator, f"{wave}instellingen", "/instellingen", good).location == wave
    kept = get_wave(scene.installation, HOUSE, "winter-2026")
    assert (kept.name, kept.closes_at) == ("Andere naam", datetime(2026, 12, 20, 11, tzinfo=UTC))
    db = scene.installation.house(HOUSE)
    assert [one.due_at.day for one in reminders.select_reminders(db, kept.id)] == [10]
    again = {**good, "closes_day": "2026-12-11", "again": "y"}
    assert press(coordinator, f"{wave}instellingen", "/instellingen", again).status_code == 303
    assert [one.due_at.day for one in reminders.select_reminders(db, kept.id)] == [7, 10]

    assert "verandert niet meer" in coordinator.get(f"{HOME}metingen/{WAVE}/instellingen").text
    found = get_wave(scene.installation, HOUSE, WAVE)
    token = re.search(r'name="csrf_token" value="(\w+)"', coordinator.get(HOME).text)
    assert token
    response = coordinator.post(f"{HOME}metingen/{WAVE}/instellingen", data={**good, "csrf_token": token[1]})
    assert response.status_code == 409
    assert get_wave(scene.installation, HOUSE, WAVE) == found


def test_groups_are_declared_merged_and_taken_apart(coordinator: CheckingClient) -> None:
    wave = make(coordinator)
    groups = f"{wave}groepen"
    low = press(coordinator, groups, "/groepen", {"minimum": "4"})
    assert low.status_code == 400 and "te klein om te tonen" in low.text
    assert press(coordinator, groups, "/groepen", {"minimum": "6"}).status_code == 303
    assert "vanaf 6 antwoorden" in coordinator.get(groups).text.lower()

    token = re.search(r'name="csrf_token" value="(\w+)"', coordinator.get(groups).text)
    assert token
    fields = {
        "csrf_token": token[1],
        "variable": "overlegvorm",
        "sources": ["jeugd", "zorg"],
        "label": EVIL,
    }
    assert coordinator.post(f"{groups}/samenvoegen", data={**fields, "sources": ["x"]}).status_code == 400
    assert coordinator.post(f"{groups}/samenvoegen", data={**fields, "variable": "x"}).status_code == 400
    assert coordinator.post(f"{groups}/samenvoegen", data=fields).status_code == 303
    text = coordinator.get(groups).text
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text and "{{7*7}}" in text
    assert press(coordinator, groups, "/splitsen").status_code == 303
    assert "alert(1)" not in coordinator.get(groups).text

    assert press(coordinator, groups, "/verwachting", {"rate": "0"}).status_code == 400
    assert press(coordinator, groups, "/verwachting", {"rate": "30 %"}).status_code == 303
    assert "U verwacht dat 30 procent antwoordt" in coordinator.get(groups).text


def test_own_words_are_checked_and_stand_as_text_in_mail_and_landing(coordinator: CheckingClient) -> None:
    wave = make(coordinator)
    evil = EVIL.replace("{{7*7}}", "")
    for kind, field, value, sentence in (
        ("invitation", "subject", "x" * 121, "langer dan 120"),
        ("invitation", "subject", "Bcc:\r\nx", "regeleinde"),
        ("invitation", "body", "x" * 2001, "langer dan 2000"),
        ("reminder", "body", "Beste {naam}", "accolades"),
        ("last_reminder", "body", "Tekst\u202e", "onzichtbaar"),
        ("landing", "body", "Kijk {{ 7*7 }}", "accolades"),
    ):
        page = f"{wave}teksten/nl/{kind}"
        response = press(coordinator, page, f"/{kind}", {field: value})
        assert response.status_code == 400 and sentence in response.text, (kind, field)

    own = {"subject": f"Doe mee {evil}"[:110], "body": f"Beste partner,\n\n{evil}"}
    assert press(coordinator, f"{wave}teksten/nl/invitation", "/invitation", own).status_code == 303
    text = coordinator.get(f"{wave}teksten/nl/invitation").text
    assert "<script>alert" not in text and text.count("Doe mee") >= 2 and text.count("Beste partner,") >= 2
    assert press(coordinator, f"{wave}teksten/nl/landing", "/landing", {"body": own["body"]}).status_code == 303
    landing = coordinator.get(press(coordinator, wave, "/proef").location).text
    assert "Beste partner," in landing and "<script>alert" not in landing
    assert "eigen tekst" in coordinator.get(f"{wave}teksten/").text
    assert coordinator.get(f"{wave}teksten/de/invitation").status_code == 404
    assert coordinator.get(f"{wave}teksten/nl/other").status_code == 404


def test_the_pages_of_a_test_link_say_so_and_those_of_partners_do_not(
    scene: Scene, coordinator: CheckingClient, visitor: CheckingClient
) -> None:
    banner = "Dit is een proef: uw antwoorden tellen niet mee"
    link = press(coordinator, make(coordinator), "/proef").location
    clean = visitor.start(link)
    assert banner in visitor.get(link).text and banner in visitor.get(clean, follow_redirects=True).text
    assert banner not in visitor.get(scene.link("p01")).text


def test_a_running_wave_shows_numbers_and_nobody(scene: Scene, coordinator: CheckingClient) -> None:
    scene.clock.instant = MIDWAY
    fill_in(scene.installation, HOUSE, scene.token("p01"), {0: bytes([1, 2, 2, 2, 3, 1, 1])})

    page = coordinator.get(f"{HOME}metingen/{WAVE}/").text
    assert "Er zijn 24 partners uitgenodigd" in page
    assert "partner.example" not in page
    closing = f"{HOME}metingen/{WAVE}/sluiten"
    assert "Misschien is er nog iemand bezig." in coordinator.get(closing).text
    for partner in ("p03", "p05"):
        fill_in(scene.installation, HOUSE, scene.token(partner), {0: bytes([1, 2, 2, 2, 3, 1, 1])})
    assert "3 partners zijn begonnen" in coordinator.get(closing).text


def test_a_late_partner_gets_an_invitation_with_one_button(scene: Scene, coordinator: CheckingClient) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "INSERT INTO partner (id, email, beroepsgroep, organisatietype, name) "
            "VALUES ('late', 'late@partner.example', 'medewerker-politie', 'politie', 'Late Partner')"
        )
        db.execute("INSERT INTO partner_overleg VALUES ('late', 'noord')")
    wave = f"{HOME}metingen/{WAVE}/"
    assert "Late Partner" in coordinator.get(wave).text

    assert press(coordinator, wave, "/partners/late/uitnodigen").location == f"{wave}?gedaan=alsnog"

    after = coordinator.get(f"{wave}?gedaan=alsnog").text
    assert "Late Partner" not in after and "De partner is uitgenodigd. De mail gaat nu weg." in after
    assert "Er zijn 25 partners uitgenodigd" in after
    assert count_rows(house_file(scene), "outbox", "kind = 'invitation'") == 1


def test_a_time_that_has_passed_and_an_earlier_one_do_not_extend(
    scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    scene.clock.instant = CLOSES - timedelta(minutes=5)
    coordinator = signed_in(Role.COORDINATOR)
    page = f"{HOME}metingen/{WAVE}/verlengen"
    earlier = press(coordinator, page, "/verlengen", {"closes_day": "2026-11-29"})
    assert earlier.status_code == 400 and "later tijdstip" in earlier.text
    scene.clock.instant = CLOSES
    assert "Verlengen kan alleen voordat zij sluit" in coordinator.get(page).text
    assert get_wave(scene.installation, HOUSE, WAVE).closes_at == CLOSES


def test_a_wave_that_opens_at_once_says_so_before_and_after(coordinator: CheckingClient) -> None:
    wave = complete(coordinator, opens_day="2026-11-09", opens_time="09:00")
    assert "De meting gaat meteen open" in coordinator.get(f"{wave}uitnodigen").text

    done = press(coordinator, f"{wave}uitnodigen", "/uitnodigen").location

    assert "De meting is open. De eerste mails gaan nu weg." in coordinator.get(done).text
    assert coordinator.get(f"{wave}uitnodigen").location == wave


def test_a_running_wave_says_what_can_be_done_and_that_its_mails_stand_still(
    scene: Scene, coordinator: CheckingClient
) -> None:
    db, wave = scene.installation.house(HOUSE), f"{HOME}metingen/{WAVE}/"
    with db.atomic():
        db.execute("UPDATE invitation SET unreached = 1 WHERE partner_id IN ('p01', 'p02')")
        db.execute("UPDATE invitation SET opted_out = 1 WHERE partner_id = 'p03'")
    before = coordinator.get(wave).text
    assert "Bij 2 partners komt de mail niet aan" in before and "1 partner wil geen mails meer" in before
    assert "Nog 20 dagen" in before and "Morgenochtend tellen we opnieuw" in before
    assert "De mails staan stil" not in before

    mail_numbers.hold(scene.installation, HOUSE, WAVE, paused=True, actor=Actor("a1", "x"))

    assert "De mails staan stil" in coordinator.get(wave).text
    assert press(coordinator, wave, "/mails/pauze").status_code == 303
    assert "De mails staan stil" not in coordinator.get(wave).text


def test_a_wave_that_is_ready_says_to_take_it_back_first(coordinator: CheckingClient) -> None:
    wave = complete(coordinator)
    press(coordinator, f"{wave}uitnodigen", "/uitnodigen")
    for page in ("instellingen", "groepen"):
        text = coordinator.get(wave + page).text
        assert "Neem hem eerst terug als u iets wilt veranderen" in text and "geen concept meer" not in text

    assert press(coordinator, f"{wave}instellingen", "/intrekken").location == wave
    assert "geen concept" not in coordinator.get(f"{wave}instellingen").text


def test_lists_that_change_make_a_draft_one_to_look_at_and_try_again(scene: Scene, coordinator: CheckingClient) -> None:
    wave, db = complete(coordinator), scene.installation.house(HOUSE)
    _add_partners(scene, 2)
    assert "Alle 16 punten zijn in orde" in coordinator.get(wave).text
    _add_partners(scene, 3, first=2)
    assert "Nog 2 punten te doen" in coordinator.get(wave).text

    assert press(coordinator, f"{wave}groepen", "/gezien").status_code == 303
    assert press(coordinator, wave, "/proef").status_code == 303
    assert "Alle 16 punten zijn in orde" in coordinator.get(wave).text
    with db.atomic():
        db.execute("UPDATE overleg SET ended = 1 WHERE id = 'zuid'")
    assert "Nog 2 punten te doen" in coordinator.get(wave).text


def test_partners_in_no_overleg_are_a_remark_that_leads_to_them(scene: Scene, coordinator: CheckingClient) -> None:
    _add_partners(scene, 1, overleg=False)
    text = coordinator.get(make(coordinator)).text

    assert "1 partner staat bij geen overleg en krijgt niets" in text
    assert f'href="{HOME}partners/?overleg=geen"' in text


def _add_partners(scene: Scene, number: int, *, first: int = 0, overleg: bool = True) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        for place in range(first, first + number):
            db.execute(
                "INSERT INTO partner (id, email, beroepsgroep, organisatietype, name) "
                "VALUES (:id, :email, 'medewerker-politie', 'politie', 'Nieuw')",
                {"id": f"n{place}", "email": f"n{place}@partner.example"},
            )
            if overleg:
                db.execute("INSERT INTO partner_overleg VALUES (:id, 'noord')", {"id": f"n{place}"})


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.EDITOR])
def test_for_others_there_are_no_such_pages(signed_in: Callable[..., CheckingClient], role: Role) -> None:
    client = signed_in(role, HOUSE if role is not Role.ADMINISTRATOR else "")
    for path in ("", "nieuwe-meting", f"metingen/{WAVE}/", f"metingen/{WAVE}/groepen", f"metingen/{WAVE}/sluiten"):
        assert client.get(HOME + path).status_code == 404


def test_a_coordinator_of_one_house_finds_nothing_of_another(coordinator: CheckingClient) -> None:
    assert coordinator.get(f"/beheer/{OTHER_HOUSE}/").status_code == 404
    assert coordinator.get(f"/beheer/{OTHER_HOUSE}/metingen/{WAVE}/groepen").status_code == 404
    assert coordinator.get(f"{HOME}metingen/niet-daar/").status_code == 404


def test_managers_do_not_see_a_wave_before_it_opens(
    coordinator: CheckingClient, signed_in: Callable[..., CheckingClient]
) -> None:
    press(coordinator, make(coordinator), "/proef")
    manager = signed_in(Role.MANAGER)

    assert "Winter 2026" not in manager.get("/huizen/").text
    assert manager.get(f"/huizen/{HOUSE}/winter-2026/").status_code == 404


@pytest.mark.parametrize(("hour", "shown"), [(0, "2.30 uur (zomertijd)"), (1, "2.30 uur (wintertijd)")])
def test_a_partner_reads_which_of_the_two_times_a_wave_closes_at(
    scene: Scene, visitor: CheckingClient, hour: int, shown: str
) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        waves.update_closes_at(db, WAVE, datetime(2027, 10, 31, hour, 30, tzinfo=UTC))

    assert shown in visitor.get(scene.link("p01")).text
    assert "17.00 uur<" in visitor.get(scene.link("p03", OTHER_HOUSE)).text
