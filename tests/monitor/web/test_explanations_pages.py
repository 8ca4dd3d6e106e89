"""The coordinator's page with the house's own words, and how readers see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model import Role
from monitor.services.beside import read_beside
from monitor.services.publishing import close_wave
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, OTHER_WAVE, WAVE, Scene, answer_all, copy_scene, make_scene

SignedIn = Callable[..., CheckingClient]
PAGE = f"/beheer/{HOUSE}/metingen/{WAVE}/toelichting/"
OF_NOORD = f"{PAGE}overleg/noord"
RESULTS = f"/huizen/{HOUSE}/{WAVE}/"
WORDS = "Wij <b>hoopten</b> op meer.\n\nVolgend jaar {{ 7*7 }}."


@pytest.fixture(scope="module")
def original_closed(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    made = make_scene(tmp_path_factory.mktemp("closed") / "instance")
    answer_all(made)
    close_wave(made.installation, HOUSE, WAVE, early=True)
    houses.close()
    directories.close()
    return made


@pytest.fixture
def scene(original_closed: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    return copy_scene(original_closed, tmp_path / "instance")


@pytest.fixture
def coordinator(signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def own_form(browser: CheckingClient, path: str = PAGE) -> dict[str, str]:
    [fields] = [form.fields for form in browser.page(path).forms if "signed" in form.fields]
    return fields


def said(scene: Scene, overleg: str = "") -> dict[str, str]:
    return {one.section: one.body for one in read_beside(scene.installation, HOUSE, WAVE, overleg=overleg).explanations}


def test_words_are_kept_and_readers_see_them_as_text(
    scene: Scene, coordinator: CheckingClient, signed_in: SignedIn
) -> None:
    fields = {**own_form(coordinator), "signed": "de ketenmanager", "body_respons": WORDS}

    done = coordinator.post(PAGE, data=fields)

    assert done.status_code == 303
    assert "De toelichting is bewaard" in coordinator.get(done.location).text
    page = signed_in(Role.MANAGER).get(RESULTS).text
    assert "Wij &lt;b&gt;hoopten&lt;/b&gt; op meer." in page and "{{ 7*7 }}" in page
    assert "Namens het Veiligheidshuis, de ketenmanager" in page
    assert said(scene) == {"respons": WORDS}


def test_only_who_may_write_gets_the_way_there(scene: Scene, coordinator: CheckingClient, signed_in: SignedIn) -> None:
    assert f"{PAGE}#respons" in coordinator.page(RESULTS).links
    assert f"{OF_NOORD}#aspecten" in coordinator.page(f"{RESULTS}overleg/{NOORD}").links
    for role in (Role.MANAGER, Role.PROCESS_MANAGER):
        browser = signed_in(role, overleg="noord" if role is Role.PROCESS_MANAGER else None)
        assert "toelichting" not in browser.get(f"{RESULTS}overleg/{NOORD}").text
        assert browser.get(PAGE).status_code == 404


def test_looking_first_keeps_nothing_and_shows_what_readers_would_see(
    scene: Scene, coordinator: CheckingClient
) -> None:
    fields = {**own_form(coordinator), "signed": "Ada", "body_aspecten": WORDS, "doen": "bekijken"}

    shown = coordinator.post(PAGE, data=fields)

    assert shown.status_code == 200 and "Er is nog niets bewaard" in shown.text
    assert "<p>Volgend jaar {{ 7*7 }}.</p>" in shown.text
    assert said(scene) == {}


def test_what_is_refused_comes_back_as_it_was_typed(scene: Scene, coordinator: CheckingClient) -> None:
    fields = {**own_form(coordinator), "signed": "", "body_respons": "Mooi.", "body_aspecten": "w" * 2001}

    refused = coordinator.post(PAGE, data=fields)

    assert refused.status_code == 400
    assert "Mooi." in refused.text and "w" * 2001 in refused.text
    assert 'href="#body_aspecten"' in refused.text and 'href="#signed"' in refused.text
    assert said(scene) == {}


def test_a_colleagues_words_are_shown_and_a_second_press_replaces_them(
    scene: Scene, coordinator: CheckingClient
) -> None:
    mine = {**own_form(coordinator), "signed": "Ada", "body_respons": "Van mij."}
    coordinator.post(PAGE, data={**mine, "body_respons": "Van een collega."})

    refused = coordinator.post(PAGE, data=mine)

    assert refused.status_code == 409
    assert "Van een collega." in refused.text and "Van mij." in refused.text
    assert said(scene) == {"respons": "Van een collega."}
    assert coordinator.post(PAGE, data={**mine, "revision_respons": "1"}).status_code == 303
    assert said(scene) == {"respons": "Van mij."}


def test_an_overleg_has_a_page_of_its_own_with_the_sections_that_it_has(
    scene: Scene, coordinator: CheckingClient
) -> None:
    sections = {name for name in own_form(coordinator, OF_NOORD) if name.startswith("body_")}
    coordinator.post(OF_NOORD, data={**own_form(coordinator, OF_NOORD), "signed": "Ada", "body_aspecten": "Van Noord."})

    assert "body_aspecten" in sections and "body_overleggen" not in sections and "body_samengevat" not in sections
    assert (said(scene, "noord"), said(scene)) == ({"aspecten": "Van Noord."}, {})
    assert "Van Noord." in coordinator.get(f"{RESULTS}overleg/{NOORD}").text
    assert "Van Noord." not in coordinator.get(RESULTS).text


@pytest.mark.parametrize(
    "path", [PAGE.replace(WAVE, OTHER_WAVE), PAGE.replace(WAVE, "geen"), f"{PAGE}overleg/oost", f"{PAGE}overleg/"]
)
def test_there_is_nothing_to_write_beside_without_results(coordinator: CheckingClient, path: str) -> None:
    assert coordinator.get(path).status_code == 404


def test_a_field_that_is_none_of_the_page_is_refused(scene: Scene, coordinator: CheckingClient) -> None:
    fields = {**own_form(coordinator), "signed": "Ada", "body_verzonnen": "x"}

    assert coordinator.post(PAGE, data=fields).status_code == 400
    assert said(scene) == {}


def test_the_page_says_who_reads_the_open_answers(scene: Scene, coordinator: CheckingClient) -> None:
    assert "Redacteur leest de open antwoorden van deze meting." in coordinator.get(PAGE).text
