"""Downloads: a page of what there is, files for who may have them, and names that calculate nothing."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from monitor.exports.results_json import SCHEMA
from monitor.model import House, Role
from monitor.results import Frozen
from monitor.services import exporting, heavy, reading
from monitor.services.exporting import FORMATS
from monitor.services.publishing import close_wave
from monitor.services.waves import create_house, open_wave
from monitor.store.lists import Overleg, Partner
from monitor.web.views.downloads import downloads_page
from tests.monitor.exports.results_reading import parts_of
from tests.monitor.sample import sample_publication
from tests.page_checks import CheckingClient
from tests.scene import ENTRIES, HOUSE, NEW_WAVE, NOORD, WAVE, ZUID, Scene, answer_all

ADDRESS = f"/huizen/{HOUSE}/{WAVE}"
SignIn = Callable[..., CheckingClient]


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_made", {})


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def frozen_of(scene: Scene) -> Frozen:
    return reading.get_publication(scene.installation, HOUSE, WAVE)


def test_a_manager_gets_every_file_with_its_own_type_and_name(closed: Scene, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)

    for place in ("downloads", "downloads/om-door-te-geven", f"overleg/{NOORD}/downloads"):
        for form in FORMATS:
            response = browser.get(f"{ADDRESS}/{place}/{form}")
            assert response.status_code == 200
            assert response.headers["Content-Type"] == FORMATS[form].content_type
            assert response.headers["Content-Disposition"].startswith(
                f'attachment; filename="{HOUSE}-{WAVE}-resultaten'
            )
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "ETag" not in response.headers and "Last-Modified" not in response.headers


def test_the_files_hold_the_publication(closed: Scene, signed_in: SignIn) -> None:
    browser, frozen = signed_in(Role.MANAGER), frozen_of(closed)

    inside = json.loads(browser.get(f"{ADDRESS}/downloads/json").text)
    outside = json.loads(browser.get(f"{ADDRESS}/downloads/om-door-te-geven/json").text)

    for record, report in ((inside, frozen.publication.report), (outside, frozen.publication.outside)):
        assert not list(Draft202012Validator(SCHEMA).iter_errors(record))
        assert [one["mean"] for one in record["aspects"]] == [
            None if one.mean is None else float(f"{one.mean:.{one.decimals or 2}f}") for one in report.aspects
        ]
    assert inside["publication_sha256"] == frozen.sha256
    assert frozen.sha256 not in json.dumps(outside)


def test_a_process_manager_gets_the_own_overleg_and_nothing_else(closed: Scene, signed_in: SignIn) -> None:
    browser = signed_in(Role.PROCESS_MANAGER, overleg="noord")

    for form in FORMATS:
        assert browser.get(f"{ADDRESS}/overleg/{NOORD}/downloads/{form}").status_code == 200
        for place in ("downloads", "downloads/om-door-te-geven", f"overleg/{ZUID}/downloads", "overleg/99/downloads"):
            assert browser.get(f"{ADDRESS}/{place}/{form}").status_code == 404, place
    book = browser.get(f"{ADDRESS}/overleg/{NOORD}/downloads/xlsx").data
    text = "".join(parts_of(book).values())
    assert "Overleg Noord" in text and "Overleg Zuid" not in text
    assert frozen_of(closed).sha256 not in text
    page = browser.get(f"{ADDRESS}/downloads").text
    assert "Overleg Noord" in page and "Overleg Zuid" not in page and "Om door te geven" not in page


def test_the_page_leads_to_every_file_that_somebody_may_have(closed: Scene, signed_in: SignIn) -> None:
    browser = signed_in(Role.MANAGER)

    text = browser.get(f"{ADDRESS}/downloads").text

    for place in ("downloads", "downloads/om-door-te-geven", f"overleg/{NOORD}/downloads", f"overleg/{ZUID}/downloads"):
        for form in FORMATS:
            assert f'href="{ADDRESS}/{place}/{form}"' in text
    assert f'href="{ADDRESS}/partners"' in text
    assert f"{ADDRESS}/onderzoek" not in text


def test_the_page_of_a_researcher_with_another_right_leads_to_the_data_for_research(closed: Scene) -> None:
    publication = sample_publication()

    assert downloads_page(publication, whole=True, codes=(1, 2), researcher=True, pdf=True).researcher
    found = downloads_page(publication, whole=False, codes=(3,), researcher=False, pdf=False)
    assert [one.code for one in found.overleggen] == [3]


@pytest.mark.parametrize("place", ["downloads", "downloads/xlsx", f"overleg/{NOORD}/downloads/xlsx"])
def test_an_open_wave_has_no_files(scene: Scene, signed_in: SignIn, place: str) -> None:
    response = signed_in(Role.MANAGER).get(f"{ADDRESS}/{place}")

    assert response.status_code == 404
    assert "nog geen uitkomsten" in response.text


def test_an_unknown_form_is_not_there(closed: Scene, signed_in: SignIn) -> None:
    assert signed_in(Role.MANAGER).get(f"{ADDRESS}/downloads/exe").status_code == 404


def test_a_file_that_is_asked_for_while_others_are_made_gives_a_sentence_and_a_page_still_comes(
    closed: Scene, signed_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, busy, done = signed_in(Role.MANAGER), threading.Event(), threading.Event()
    monkeypatch.setattr(heavy, "_room", threading.BoundedSemaphore(1))

    def work() -> None:
        with heavy.one_heavy_task(closed.installation):
            busy.set()
            done.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    assert busy.wait(10)
    try:
        response = browser.get(f"{ADDRESS}/downloads/xlsx")
        partner = app.test_client().get(closed.link("p01", HOUSE, "najaar"))
    finally:
        done.set()
        worker.join()

    assert response.status_code == 429
    assert "Probeer het over een halve minuut nog eens." in response.text
    assert partner.status_code == 200


def test_names_that_a_spreadsheet_would_calculate_come_through_the_lists_as_text(
    scene: Scene,
) -> None:
    """House, overleg, overlegvorm, organisation and profession group are all called like formulas."""
    own, house = scene.installation, "formulehuis"
    entries = tuple(replace(one, name=f"{sign}{one.name}") for one, sign in zip(ENTRIES, "=+-@＝＋", strict=True))
    create_house(
        own,
        House(house, "=1+1", "Mail.", invented=True),
        entries=entries,
        overleggen=[Overleg("noord", '=HYPERLINK("http://x")', "jeugd"), Overleg("zuid", "@SUM(A1)", "zorg")],
        partners=[
            Partner(f"q{number}", f"q{number}@partner.example", "medewerker-gemeente", "gemeente", ("noord", "zuid"))
            for number in range(8)
        ],
    )
    open_wave(own, house, replace(NEW_WAVE, id=WAVE, name="+1"))
    close_wave(own, house, WAVE, early=True)

    frozen = reading.get_publication(own, house, WAVE)
    questionnaire = own.questionnaire_of(
        replace(NEW_WAVE, questionnaire_sha256=frozen.publication.questionnaire_sha256)
    )
    for form in ("xlsx", "ods"):
        made = exporting.results_file(own, frozen, questionnaire, form=form)
        everything = "".join(parts_of(made.data).values())
        assert "<f>" not in everything and "formula" not in everything and "xlink" not in everything
    cells = [
        cell
        for page in load_workbook(io.BytesIO(exporting.results_file(own, frozen, questionnaire, form="xlsx").data))
        for row in page.iter_rows()
        for cell in row
    ]
    texts = {str(cell.value) for cell in cells if cell.data_type == "s"}
    assert {"=1+1", "+1", '=HYPERLINK("http://x")', "@SUM(A1)"} <= texts
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    text = exporting.results_file(own, frozen, questionnaire, form="csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK" in text and ";=HYPERLINK" not in text and ";@SUM" not in text
