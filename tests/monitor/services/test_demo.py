"""The invented house: like the published one of 2014, within what sampling allows, and made once.

Published: Van der Lee (2015), Veiligheidshuis Noord-Holland Noord, tables B1.1 and B1.2 and the response of 73 of 152.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from monitor.errors import Misconfigured
from monitor.model import WaveState
from monitor.results import Report
from monitor.services import publishing, reading
from monitor.services.demo import ACCOUNTS, HOUSE, PASSWORD, Demo, describe, ensure_demo
from monitor.services.installation import Installation, demo_marker, read_link_key
from monitor.store import invitations
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from monitor.web.settings import check_start, read_settings
from tests.page_checks import CheckingClient, make_app
from tests.scene import Clock, Scene, dump_all

ALPHAS = {
    "selectie": 0.82,
    "voorbereiding": 0.89,
    "informatiedeling": 0.78,
    "bespreking": 0.92,
    "samenwerking": 0.91,
    "evaluatie": 0.86,
    "rendement": 0.93,
}
"""Tabel B1.1."""
MEANS = {
    **{"informatiedeling_1": 2.95, "informatiedeling_2": 2.67, "informatiedeling_3": 2.70, "informatiedeling_4": 2.87},
    **{"bespreking_1": 3.12, "bespreking_2": 3.33, "bespreking_5": 2.82, "bespreking_6": 3.07, "bespreking_7": 3.36},
    **{"bespreking_8": 3.54, "bespreking_9": 3.01, "samenwerking_1": 3.11, "samenwerking_2": 3.16},
    **{"samenwerking_3": 3.19, "samenwerking_4": 3.08, "samenwerking_5": 3.26, "samenwerking_6": 2.96},
    **{"samenwerking_7": 2.93, "rendement_1": 3.01, "rendement_2": 2.93},
}
"""Tabel B1.2, without the two storage items and attendance, whose printed numbers are wrong."""
ALPHA_TOLERANCE = 0.08
"""Alpha's standard error is about (1 - alpha) sqrt(2k / ((k - 1) n)) with n the complete forms: at its largest, with
informatiedeling (k = 6, alpha = 0,78, n = 44), 0,051. So 0,08 is 1,6 of the largest and 2,9 or more of any other."""
MEAN_TOLERANCE = 0.25
"""A mean of some 100 forms of 73 persons with an sd of 0,7 has a standard error of about 0,09 (forms of one person and
of one overleg look alike), averaged over two waves 0,06; 0,25 is four of those, with room for what a wave moved."""


@pytest.fixture
def installation(demo: Demo) -> Iterator[Installation]:
    """The demo's folder."""
    yield Installation(demo.folder, read_link_key(demo.folder), invented=True, secret=b"only for tests")
    houses.close()
    directories.close()


def closed_waves(installation: Installation) -> list[str]:
    return [w.id for w in reading.list_waves(installation, HOUSE.id) if w.state is WaveState.CLOSED]


@pytest.fixture
def reports(installation: Installation) -> list[Report]:
    """The numbers of both closed waves."""
    return [
        reading.get_publication(installation, HOUSE.id, wave).publication.report for wave in closed_waves(installation)
    ]


@pytest.fixture
def demo_app(demo: Demo, installation: Installation) -> Flask:
    """The application over the demo, with its own settings."""
    app = make_app(Scene(installation, Clock()))
    app.extensions["monitor.settings"] = read_settings(demo.folder, {})
    return app


def test_there_are_two_closed_waves_and_an_open_one_a_year_apart(installation: Installation) -> None:
    waves = reading.list_waves(installation, HOUSE.id)

    assert [wave.state for wave in waves] == [WaveState.OPEN, WaveState.CLOSED, WaveState.CLOSED]
    assert [waves[0].opens_at.year - wave.opens_at.year for wave in waves] == [0, 1, 2]


def test_165_partners_are_invited_and_about_48_percent_answer(reports: list[Report]) -> None:
    assert [report.response.invited for report in reports] == [165, 165]
    assert [report.response.ineligible for report in reports] == [13, 13]
    for report in reports:
        assert 0.44 <= (report.response.rate or 0) <= 0.52


def test_partners_are_in_one_to_three_overleggen(installation: Installation) -> None:
    wave = reading.list_waves(installation, HOUSE.id)[0].id
    sizes = {len(row.memberships) for row in invitations.select_frame(installation.house(HOUSE.id), wave)}

    assert sizes == {1, 2, 3}


def test_every_aspect_has_about_the_published_alpha(reports: list[Report]) -> None:
    for report in reports:
        found = {aspect.id: aspect.reliability.alpha for aspect in report.aspects if aspect.reliability}

        assert found == pytest.approx(ALPHAS, abs=ALPHA_TOLERANCE)


def test_every_statement_has_about_the_published_mean(reports: list[Report]) -> None:
    found = [{item.id: item.mean for item in report.items} for report in reports]
    averages = {name: sum(wave[name] or 0 for wave in found) / 2 for name in MEANS}

    assert averages == pytest.approx(MEANS, abs=MEAN_TOLERANCE)


def test_geen_oordeel_is_given_most_at_the_statements_about_stored_data(reports: list[Report]) -> None:
    for report in reports:
        shares = {item.id: item.no_opinion_share or 0 for item in report.items}

        assert set(sorted(shares, key=lambda name: shares[name])[-2:]) == {"informatiedeling_5", "informatiedeling_6"}


def test_most_overleggen_are_shown_and_two_or_three_are_too_small(reports: list[Report]) -> None:
    for report in reports:
        groups = next(breakdown.groups for breakdown in report.breakdowns if breakdown.by == "overleg")
        hidden = [group for group in groups if group.forms is None]

        assert len(groups) == 10
        assert len(hidden) in (2, 3)
        assert all(8 <= group.forms <= 20 for group in groups if group.forms)


def test_the_publications_come_out_of_the_vault_again(installation: Installation) -> None:
    for wave in closed_waves(installation):
        assert publishing.verify_publication(installation, HOUSE.id, wave) == ()


def test_every_account_signs_in_with_the_printed_password(demo_app: Flask) -> None:
    for email in ACCOUNTS:
        browser: CheckingClient = demo_app.test_client()

        assert browser.sign_in(email, PASSWORD).status_code == 303
        assert "verzonnen" in browser.get("/huizen/").text


def test_the_three_printed_links_work_and_say_that_all_is_invented(demo: Demo, demo_app: Flask) -> None:
    printed = "\n".join(describe(demo, base_url="http://127.0.0.1:5000"))

    assert len(set(demo.links)) == 3
    for link in demo.links:
        assert link in printed
        page = demo_app.test_client().get(link)
        assert page.status_code == 200
        assert "Voorbeeld: alle namen en cijfers zijn verzonnen" in page.text


def test_making_it_a_second_time_changes_nothing_and_prints_the_same(demo: Demo, installation: Installation) -> None:
    scene = Scene(installation, Clock())
    before = dump_all(scene)

    again = ensure_demo(demo.folder)

    assert dump_all(scene) == before
    assert again == demo


def test_another_demo_has_the_same_numbers_and_other_keys(
    demo: Demo, installation: Installation, reports: list[Report], tmp_path: Path
) -> None:
    other = ensure_demo(tmp_path / "demo")
    there = Installation(other.folder, read_link_key(other.folder), invented=True)

    found = [reading.get_publication(there, HOUSE.id, wave).publication.report for wave in closed_waves(there)]

    assert found == reports
    assert there.link_key != installation.link_key
    assert read_settings(other.folder, {}).secret_key != read_settings(demo.folder, {}).secret_key
    assert set(other.links).isdisjoint(demo.links)


@pytest.mark.parametrize("environment", [{"MONITOR_HOST": "0.0.0.0"}, {"MONITOR_BASE_URL": "https://huis.example"}])
def test_the_demo_runs_on_this_machine_alone(demo: Demo, environment: dict[str, str]) -> None:
    check_start(read_settings(demo.folder, {}))

    with pytest.raises(Misconfigured, match="alleen op deze machine"):
        check_start(read_settings(demo.folder, environment))


def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "monitor.toml").write_text("")

    with pytest.raises(Misconfigured, match="is geen demo"):
        ensure_demo(tmp_path / "real")

    assert [path.name for path in (tmp_path / "real").iterdir()] == ["monitor.toml"]


def test_nobody_in_it_has_an_address_that_exists(installation: Installation) -> None:
    # RFC 2606 reserves .example: no mail can ever reach anybody.
    emails = [row["email"] for row in installation.house(HOUSE.id).query("SELECT email FROM partner")]

    assert len(emails) == 165
    assert all(email.endswith(".example") for email in [*emails, *ACCOUNTS])


def test_a_demo_of_another_version_of_the_program_is_made_anew(tmp_path: Path, demo: Demo) -> None:
    old = tmp_path / "demo"
    shutil.copytree(demo.folder, old)
    demo_marker(old).write_text("1\n")
    (old / "left-over").touch()

    made = ensure_demo(old)

    assert made.links != demo.links
    assert not (old / "left-over").exists()
    assert demo_marker(old).read_text() != "1\n"
