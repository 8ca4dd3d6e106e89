"""The page with forms for research: it says what they are before it gives them, to a researcher and nobody else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.exports.research_codebook import CODES, JSON, SAV, TEXT, WORDS
from monitor.model import COMMAND, Role
from monitor.services import accounts, audit, reading
from monitor.services.publishing import close_wave
from monitor.services.researching import Gone, Offer
from monitor.services.retention import erase_due
from monitor.services.waves import get_wave
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from monitor.web.views.research import research_lines, research_page
from tests.conftest import make_right
from tests.monitor.exports.researched import plain_questionnaire
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, copy_scene, make_scene

SignedIn = Callable[..., CheckingClient]
PAGE = f"/huizen/{HOUSE}/{WAVE}/onderzoek"


@pytest.fixture(scope="module")
def researched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A closed wave of 20 forms, beside a closed one with one and an open one of another house."""
    made = make_scene(tmp_path_factory.mktemp("research-page") / "instance")
    answer_all(made)
    for wave in (WAVE, OTHER_WAVE):
        close_wave(made.installation, HOUSE, wave, early=True)
    yield made
    houses.close()
    directories.close()


@pytest.fixture
def scene(researched: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """A copy of it, in place of the scene in which nothing is closed."""
    return copy_scene(researched, tmp_path / "instance")


@pytest.fixture
def researcher(scene: Scene, signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.RESEARCHER)


def offer(scene: Scene, **changes: object) -> Offer:
    """Twenty forms for somebody until the end of the year."""
    made = Offer(
        right=make_right(scene, Role.RESEARCHER),
        until=date(2026, 12, 31),
        house=reading.get_house(scene.installation, HOUSE),
        wave=get_wave(scene.installation, HOUSE, WAVE),
        forms=20,
        fewest=10,
        gone=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type] # fields of Offer


def test_the_page_says_what_the_forms_are_for_what_and_until_when(researcher: CheckingClient) -> None:
    text = researcher.get(PAGE).text

    for words in (
        "Anoniem zijn ze niet",
        "uit te rekenen welke formulieren bij een kleine groep horen",
        "Probeer niet te vinden van wie een formulier is",
        "20 formulieren, 7 stellingen.",
        "Het overleg, de overlegvorm, de regio, de beroepsgroep",
        "Hoe vaak iemand aanwezig was.",
        "Welke formulieren van dezelfde persoon zijn",
        "onderzoek naar de overleggen",
        "10\u00a0december 2026",
        "1\u00a0november 2031",
    ):
        assert words in text, words


def test_the_button_gives_one_bundle_after_the_tick_and_the_log_shows_it(
    researcher: CheckingClient, signed_in: SignedIn
) -> None:
    response = researcher.submit(PAGE, {"agreed": "y"})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == f'attachment; filename="formulieren-{HOUSE}-{WAVE}.zip"'
    assert "no-store" in response.headers["Cache-Control"]
    names = zipfile.ZipFile(io.BytesIO(response.data)).namelist()
    assert names == [SAV, CODES, WORDS, TEXT, JSON]
    log = signed_in(Role.COORDINATOR).get(f"/beheer/{HOUSE}/logboek?soort=gegevens").text
    assert "Formulieren gegeven voor onderzoek" in log
    assert "SPSS en CSV, formulieren: 20, tot en met: 10 december 2026, doel: onderzoek naar de overleggen" in log


def test_without_the_tick_nothing_is_given_or_written_and_the_page_says_so(
    researcher: CheckingClient, scene: Scene
) -> None:
    response = researcher.submit(PAGE)

    assert response.status_code == 400
    assert '<a href="#agreed">Zet eerst een vinkje' in response.text
    assert 'aria-describedby="agreed-fout"' in response.text
    assert "<title>Fout: Formulieren voor onderzoek" in response.text
    assert audit.list_lines(scene.installation.house(HOUSE), what=["forms.taken"]) == []


def test_a_purpose_that_is_not_that_of_the_right_is_refused(researcher: CheckingClient) -> None:
    response = researcher.submit(PAGE, {"agreed": "y", "purpose": "iets anders"})

    assert response.status_code == 409
    assert "heeft nu een ander doel" in response.text


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.MANAGER, Role.EDITOR, Role.ADMINISTRATOR, Role.BENCHMARK_ANALYST]
)
def test_for_every_other_role_the_page_is_not_there(signed_in: SignedIn, role: Role) -> None:
    assert signed_in(role).get(PAGE).status_code == 404


def test_for_a_process_manager_and_a_researcher_of_another_house_it_is_not_there(signed_in: SignedIn) -> None:
    assert signed_in(Role.PROCESS_MANAGER, overleg="noord").get(PAGE).status_code == 404
    assert signed_in(Role.RESEARCHER, OTHER_HOUSE).get(PAGE).status_code == 404


def test_a_researcher_sees_no_results_by_that_right(researcher: CheckingClient) -> None:
    for path in ("", "overleg/0"):
        assert researcher.get(f"/huizen/{HOUSE}/{WAVE}/{path}").status_code == 404


def test_the_day_after_the_right_ended_the_page_is_gone(researcher: CheckingClient, scene: Scene) -> None:
    form = researcher.page(PAGE).forms[-1]
    scene.clock.move(days=31)

    assert researcher.get(PAGE).status_code in (401, 404)
    assert researcher.post(form.action, data={**form.fields, "agreed": "y"}).status_code in (401, 404)


def test_a_wave_with_too_few_forms_says_so_and_has_no_button(researcher: CheckingClient) -> None:
    page = f"/huizen/{HOUSE}/{OTHER_WAVE}/onderzoek"
    own = researcher.page(PAGE).forms[-1]

    text = researcher.get(page).text

    assert "Er zijn te weinig formulieren" in text and "ten minste 10" in text
    assert "Formulieren ophalen</button>" not in text
    assert researcher.post(page, data={**own.fields, "agreed": "y"}).status_code == 409


def test_after_the_retention_date_the_page_says_since_when(scene: Scene, signed_in: SignedIn) -> None:
    scene.clock.instant = scene.clock() + timedelta(days=5 * 365)
    erase_due(scene.installation, HOUSE, dry_run=False, actor=COMMAND)
    browser = signed_in(Role.RESEARCHER)

    text = browser.get(PAGE).text

    assert "De formulieren zijn er niet meer" in text
    assert "op 9\u00a0november 2031 gewist, zoals aan de partners was beloofd" in text
    assert "20 formulieren" not in text and "Formulieren ophalen</button>" not in text


def test_the_view_names_the_right_and_what_there_is(scene: Scene) -> None:
    page = research_page(offer(scene), plain_questionnaire(), [offer(scene)])

    assert (page.forms, page.statements, page.missing, page.others) == ("20 formulieren", "7 stellingen", None, ())
    assert page.purpose == "onderzoek naar de overleggen"
    assert [name for name, _ in page.files] == [SAV, CODES, WORDS, TEXT, JSON]


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (None, "20 formulieren, tot 1\u00a0november 2031"),
        (Gone.ERASED, "de formulieren zijn gewist"),
        (Gone.TOO_FEW, "minder dan 10 formulieren"),
    ],
)
def test_a_line_says_what_there_is_to_get(scene: Scene, gone: Gone | None, words: str) -> None:
    (line,) = research_lines([offer(scene, gone=gone, forms=None if gone else 20)])

    assert (line.words, line.given) == (words, gone is None)


def test_on_the_day_itself_the_answers_are_being_erased(scene: Scene) -> None:
    page = research_page(offer(scene, gone=Gone.ERASED, forms=None), plain_questionnaire(), [])

    assert page.missing is not None and "worden nu gewist" in page.missing[1]


def test_tags_in_a_purpose_and_a_house_stay_text(scene: Scene, signed_in: SignedIn) -> None:
    browser = signed_in(Role.RESEARCHER)
    account = accounts.find_account(scene.installation, f"onderzoeker-{HOUSE}@example.org").account
    db = scene.installation.directory()
    with db.atomic():
        db.execute(
            "UPDATE account_right SET purpose = :purpose WHERE account_id = :account",
            {"purpose": '<script>alert(1)</script>"onclick="x', "account": account.id},
        )

    text = browser.get(PAGE).text

    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text
    assert browser.submit(PAGE, {"agreed": "y"}).status_code == 200
