"""The pages of improvement points: making one, changing it, the overview, the list, and the pages of results."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from monitor.model import Improvement, ImprovementStatus, Role
from monitor.services.publishing import close_wave
from monitor.store import improvements
from tests.monitor.services.improvement_scene import make_point
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, count_rows, house_file

POINTS = f"/huizen/{HOUSE}/verbeterpunten/"
NEW = f"/huizen/{HOUSE}/{WAVE}/verbeterpunt-toevoegen"
FILLED = {
    "overleg": "noord",
    "subject": "stelling:selectie_1",
    "what": "De voorzitter vraagt wie er mist.",
    "owner": "voorzitter",
    "due_on": "2027-03-01",
    "status": "open",
}
NASTY = (
    "<script>alert(1)</script>",
    '"onmouseover="alert(1)',
    "{{7*7}}",
    "javascript:alert(1)",
    "=1+1",
    "</textarea><b>vet",
)


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture
def manager(closed: Scene, signed_in: Callable[..., CheckingClient]) -> CheckingClient:
    return signed_in(Role.MANAGER)


@pytest.fixture
def process_manager(closed: Scene, signed_in: Callable[..., CheckingClient]) -> CheckingClient:
    return signed_in(Role.PROCESS_MANAGER, overleg="noord")


def points(scene: Scene) -> list[Improvement]:
    return improvements.select_improvements(scene.installation.house(HOUSE))


def place_of(point: Improvement) -> str:
    return f"{POINTS}punt/{point.id}"


def test_a_point_is_made_with_what_the_address_names_filled_in(closed: Scene, manager: CheckingClient) -> None:
    form = manager.page(f"{NEW}?overleg=zuid&aspect=bespreking").forms[-1].fields
    assert (form["overleg"], form["subject"], form["status"]) == ("zuid", "aspect:bespreking", "open")

    response = manager.submit(f"{NEW}?overleg=noord&stelling=selectie_1", {**FILLED, "what": "Vragen wie er mist."})

    assert response.status_code == 303
    [made] = points(closed)
    assert (made.overleg, made.aspect, made.item, made.what) == (
        "noord",
        "selectie",
        "selectie_1",
        "Vragen wie er mist.",
    )
    text = manager.get(str(response.location)).text
    assert "Het verbeterpunt is toegevoegd." in text and "Vragen wie er mist." in text and "1\u00a0maart 2027" in text


@pytest.mark.parametrize("text", NASTY)
def test_texts_are_shown_as_text_on_every_page(closed: Scene, manager: CheckingClient, text: str) -> None:
    manager.submit(NEW, {**FILLED, "what": text, "owner": text, "result": text})
    [made] = points(closed)

    assert (made.what, made.owner, made.result) == (text, text, text)
    results = f"/huizen/{HOUSE}/{WAVE}/overleg/0"
    for path in (POINTS, f"{POINTS}overleg/noord/lijst", place_of(made), results):
        page = manager.get(path).text
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
        assert escaped in page, path
        assert text == escaped or text not in page, path


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"what": ""}, "Schrijf op wat u gaat doen."),
        ({"what": "x" * 501}, "Deze tekst is te lang. Gebruik ten hoogste 500 tekens."),
        ({"owner": " "}, "Schrijf op wie dit oppakt, liefst een rol."),
        ({"due_on": "2026-11-01"}, "Deze dag is al voorbij."),
        ({"due_on": "31-02-2027"}, "Vul een datum in, zoals 30-11-2026."),
        ({"status": "weg"}, "Kies hoe ver het is."),
        ({"status": "klaar"}, "Schrijf op wat het opleverde."),
        ({"status": "vervallen"}, "Schrijf op waarom het niet doorgaat."),
        ({"subject": ""}, "Maak een keuze."),
        ({"subject": "stelling:verzonnen"}, "Maak een keuze uit de lijst."),
        ({"overleg": ""}, ""),
    ],
)
def test_refused_input_is_shown_again_with_what_was_typed(
    closed: Scene, manager: CheckingClient, changed: dict[str, str], said: str
) -> None:
    response = manager.submit(NEW, {**FILLED, **changed})

    if not said:  # the whole house is a choice
        assert response.status_code == 303 and points(closed)[0].overleg == ""
        return
    assert response.status_code == 400 and points(closed) == []
    assert "<title>Fout: Verbeterpunt toevoegen" in response.text
    assert response.text.index('id="fout"') < response.text.index("<h1>")
    assert response.text.count(said) == 2, "in the summary and at the field"
    assert changed.get("owner", "voorzitter") in response.text


def test_a_day_may_be_typed_as_people_write_it(closed: Scene, manager: CheckingClient) -> None:
    manager.submit(NEW, {**FILLED, "due_on": "1-3-2027"})

    [made] = points(closed)
    assert made.due_on is not None and made.due_on.isoformat() == "2027-03-01"


def test_a_point_is_brought_up_to_date(closed: Scene, manager: CheckingClient) -> None:
    made = make_point(closed)

    manager.submit(place_of(made), {"status": "klaar", "result": "Er mist bijna nooit meer iemand."}, form=-2)

    [changed] = points(closed)
    assert (changed.status, changed.revision, changed.what) == (ImprovementStatus.DONE, 2, made.what)
    assert "Er mist bijna nooit meer iemand." in manager.get(POINTS).text


def test_who_changes_an_older_text_sees_the_newer_one_and_loses_nothing(
    closed: Scene, manager: CheckingClient, process_manager: CheckingClient
) -> None:
    made = make_point(closed)
    old = {**manager.page(place_of(made)).forms[-2].fields, "what": "Wat de manager typte."}
    process_manager.submit(place_of(made), {"what": "Wat de procesmanager schreef."}, form=-2)

    refused = manager.post(place_of(made), data=old)

    assert refused.status_code == 409
    assert "Iemand anders wijzigde dit verbeterpunt intussen." in refused.text
    assert "Wat de procesmanager schreef." in refused.text and "Wat de manager typte." in refused.text
    assert [one.what for one in points(closed)] == ["Wat de procesmanager schreef."]

    again = manager.post(place_of(made), data={**old, "revision": "2"})
    assert again.status_code == 303
    assert [(one.what, one.revision) for one in points(closed)] == [("Wat de manager typte.", 3)]


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "٣"])
def test_a_revision_that_is_none_is_an_old_one(closed: Scene, manager: CheckingClient, revision: str) -> None:
    made = make_point(closed)
    fields = manager.page(place_of(made)).forms[-2].fields

    assert manager.post(place_of(made), data={**fields, "what": "Anders.", "revision": revision}).status_code == 409


def test_a_mistake_is_taken_back_on_the_day_itself_with_a_tick(closed: Scene, manager: CheckingClient) -> None:
    made = make_point(closed)
    asked = manager.submit(place_of(made))  # the last form, without the tick
    assert asked.status_code == 400 and points(closed)

    response = manager.submit(place_of(made), {"sure": "ja"})

    assert response.status_code == 303 and points(closed) == []
    assert "Het verbeterpunt is verwijderd." in manager.get(str(response.location)).text


def test_an_older_point_stays(closed: Scene, manager: CheckingClient) -> None:
    made = make_point(closed, made_on=closed.clock().date() - timedelta(days=1))
    page = manager.get(place_of(made)).text
    token = manager.page(place_of(made)).forms[-1].fields["csrf_token"]

    refused = manager.post(f"{place_of(made)}/verwijderen", data={"csrf_token": token, "sure": "ja"})

    assert "Verwijderen" not in page
    assert refused.status_code == 409 and len(points(closed)) == 1


def test_a_process_manager_has_the_points_of_the_own_overleg_and_no_other(
    closed: Scene, process_manager: CheckingClient
) -> None:
    own, other = make_point(closed, what="Van noord."), make_point(closed, overleg="zuid", what="Van zuid.")
    whole = make_point(closed, overleg="", what="Van het huis.")

    text = process_manager.get(POINTS).text
    assert "Van noord." in text and "Van zuid." not in text and "Van het huis." not in text
    assert "Overleg Zuid" not in text
    assert process_manager.get(place_of(own)).status_code == 200
    for point in (other, whole):
        fields = process_manager.page(place_of(own)).forms[-2].fields
        assert process_manager.get(place_of(point)).status_code == 404
        assert process_manager.post(place_of(point), data=fields).status_code == 404
        assert process_manager.post(f"{place_of(point)}/verwijderen", data={**fields, "sure": "ja"}).status_code == 404
    lists = {"overleg/noord/lijst": 200, "overleg/zuid/lijst": 404, "lijst": 404, "overleg/geen/lijst": 404}
    assert {path: process_manager.get(POINTS + path).status_code for path in lists} == lists


def test_a_process_manager_cannot_make_a_point_elsewhere(closed: Scene, process_manager: CheckingClient) -> None:
    form = process_manager.page(NEW).forms[-1].fields
    assert form["overleg"] == "noord"

    statuses = [
        process_manager.post(NEW, data={**form, **FILLED, "overleg": overleg}).status_code
        for overleg in ("zuid", "geen", "")
    ]

    assert statuses == [400, 400, 400] and points(closed) == []
    assert process_manager.post(NEW, data={**form, **FILLED}).status_code == 303


@pytest.mark.parametrize("role", [Role.EDITOR, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_who_reads_no_results_finds_no_points(
    closed: Scene, signed_in: Callable[..., CheckingClient], role: Role
) -> None:
    made = make_point(closed)
    browser = signed_in(role)

    paths = (POINTS, NEW, place_of(made), f"{POINTS}lijst", f"{POINTS}overleg/noord/lijst")
    assert {browser.get(path).status_code for path in paths} == {404}


def test_of_another_house_there_is_nothing(closed: Scene, manager: CheckingClient) -> None:
    made = make_point(closed, OTHER_HOUSE)
    elsewhere = POINTS.replace(HOUSE, OTHER_HOUSE)

    for path in (elsewhere, f"{elsewhere}punt/{made.id}", f"{POINTS}punt/{made.id}", f"{elsewhere}lijst"):
        assert manager.get(path).status_code == 404, path


def test_an_open_wave_has_no_points_yet(closed: Scene, manager: CheckingClient) -> None:
    assert manager.get(f"/huizen/{HOUSE}/{OTHER_WAVE}/verbeterpunt-toevoegen").status_code == 404


def test_points_of_an_overleg_that_ended_stay_reachable(closed: Scene, manager: CheckingClient) -> None:
    made = make_point(closed, overleg="gestopt", aspect="weg", item="weg_1", what="Nog van vroeger.")

    assert "Nog van vroeger." in manager.get(POINTS).text
    assert "Nog van vroeger." in manager.get(place_of(made)).text
    assert manager.get(f"{POINTS}overleg/gestopt/lijst").status_code == 200


def test_the_overview_is_empty_with_words_before_and_after_the_first_results(
    scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = signed_in(Role.MANAGER)
    assert "Er zijn nog geen uitkomsten" in browser.get(POINTS).text

    close_wave(scene.installation, HOUSE, WAVE, early=True)

    assert "Er zijn nog geen verbeterpunten" in browser.get(POINTS).text


def test_the_overview_shows_one_status_and_marks_what_is_late(closed: Scene, manager: CheckingClient) -> None:
    make_point(closed, what="Te laat punt.", due_on=closed.clock().date() - timedelta(days=1))
    make_point(closed, what="Klaar punt.", status=ImprovementStatus.DONE, result="Ja.")

    late, done, none = (manager.get(f"{POINTS}?status={status}").text for status in ("te-laat", "klaar", "vervallen"))

    assert "Te laat punt." in late and "Klaar punt." not in late and "te laat</span>" in late
    assert "Klaar punt." in done and "Te laat punt." not in done
    assert "Zo zijn er geen verbeterpunten" in none


def test_a_list_has_open_points_first_with_their_scores_and_room_to_write(
    closed: Scene, manager: CheckingClient
) -> None:
    make_point(closed, what="Al klaar.", status=ImprovementStatus.DONE, result="Gelukt.")
    make_point(closed, what="Nog open.")

    text = manager.get(f"{POINTS}overleg/noord/lijst").text

    assert text.index("Nog open.") < text.index("Al klaar.") < text.index("Gelukt.")
    assert "Verbeterpunten Overleg Noord" in text and "Notities" in text
    assert "Wij kiezen." in text


def test_pages_of_results_show_the_points_with_links_and_no_form(closed: Scene, manager: CheckingClient) -> None:
    house, overleg = f"/huizen/{HOUSE}/{WAVE}/", f"/huizen/{HOUSE}/{WAVE}/overleg/0"
    made, whole = make_point(closed), make_point(closed, overleg="", what="Voor het hele huis.")

    own, all_of_it = manager.get(overleg).text, manager.get(house).text

    assert made.what in own and whole.what not in own
    assert whole.what in all_of_it and made.what not in all_of_it
    assert f"{place_of(made)}" in own and f"{NEW}?overleg=noord" in own.replace("&amp;", "&")
    body = own[own.index('id="verbeterpunten"') :]
    assert "<form" not in body and "csrf_token" not in body


def test_a_change_is_on_the_page_of_results_at_once(closed: Scene, manager: CheckingClient) -> None:
    made, page = make_point(closed), f"/huizen/{HOUSE}/{WAVE}/overleg/0"
    assert made.what in manager.get(page).text

    manager.submit(place_of(made), {"what": "Nu anders."}, form=-2)

    assert "Nu anders." in manager.get(page).text and made.what not in manager.get(page).text


def test_looking_stores_nothing(closed: Scene, manager: CheckingClient) -> None:
    before = count_rows(house_file(closed), "audit")

    for path in (POINTS, NEW, f"{POINTS}lijst"):
        manager.get(path)

    assert count_rows(house_file(closed), "audit") == before


def test_nothing_of_a_point_stands_in_an_address_or_the_log(closed: Scene, manager: CheckingClient) -> None:
    response: Any = manager.submit(NEW, {**FILLED, "owner": "Jan Jansen", "what": "Bel Piet."})

    assert "Jan" not in str(response.location) and "Piet" not in str(response.location)
    rows = closed.installation.house(HOUSE).query("SELECT * FROM audit")
    assert not any(word in str(tuple(row)) for row in rows for word in ("Jan Jansen", "Bel Piet"))
