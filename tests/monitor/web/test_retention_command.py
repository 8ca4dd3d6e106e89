"""retention run: a report in plain sentences, of what went, what could not go yet and what somebody has to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from monitor.services.publishing import close_wave
from monitor.store.database import Database
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, count_rows, dump_all, house_file

Run = Callable[..., str]
DAY = date(2026, 11, 10)
"""The day on which the scene's clock stands."""


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs `retention run`; gives what it printed."""

    def invoke(*arguments: str, status: int = 0) -> str:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["retention", "run", *arguments])
        assert result.exit_code == status, result.output
        return result.stderr if status else result.stdout

    return invoke


@pytest.fixture
def due(scene: Scene) -> Scene:
    """Two closed waves of which one is due, and in the other house one that was due and never closed."""
    answer_all(scene)
    for wave in (WAVE, OTHER_WAVE):
        close_wave(scene.installation, HOUSE, wave, early=True)
    for house, wave in ((HOUSE, WAVE), (OTHER_HOUSE, WAVE)):
        scene.installation.house(house).execute(
            "UPDATE wave SET retention_date = :day WHERE id = :wave", {"day": DAY.isoformat(), "wave": wave}
        )
    return scene


def test_every_house_is_reported_in_sentences(run: Run, due: Scene) -> None:
    due.installation.house(HOUSE).execute("DELETE FROM partner_overleg WHERE partner_id = 'p01'")

    lines = run().splitlines()

    assert lines == [
        "buurhuis, 10 november 2026:",
        "  Er is geen gesloten meting waarvan de antwoorden nu weg moeten.",
        "  Wat eerder gewist is, staat ook niet meer in de bestanden van de database. Denk nog aan oude back-ups.",
        "  Let op: Meting voorjaar (voorjaar) had op 10 november 2026 gewist moeten zijn, maar is nooit gesloten. "
        "Sluit hem eerst: close buurhuis voorjaar.",
        "proefhuis, 10 november 2026:",
        "  Meting voorjaar (voorjaar), bewaardatum 10 november 2026: gewist: 1 blok antwoorden, 1 telling van de "
        "respons, het sleuteldeel. De uitkomsten blijven.",
        "  Wat nu gewist is, staat ook niet meer in de bestanden van de database. Denk nog aan oude back-ups.",
        "  1 partner hoort bij geen enkel overleg meer. Kijk of die nog op de lijst moeten staan; er is niets gewist.",
    ]


def test_a_dry_run_says_so_and_changes_nothing(run: Run, due: Scene) -> None:
    before = dump_all(due)

    out = run(HOUSE, "--dry-run")

    assert dump_all(due) == before
    assert "proefhuis, 10 november 2026 (proef: er is niets veranderd):" in out
    assert "zou gewist worden: 1 blok antwoorden" in out
    assert "buurhuis" not in out and "staat ook niet meer" not in out


def test_one_house_is_done_without_the_others_and_the_log_says_that_a_command_did_it(run: Run, due: Scene) -> None:
    run(OTHER_HOUSE)
    assert count_rows(house_file(due), "vault_chunk", f"wave_id = '{WAVE}'") == 1

    run(HOUSE)

    assert count_rows(house_file(due), "vault_chunk", f"wave_id = '{WAVE}'") == 0
    [line] = due.installation.house(HOUSE).query("SELECT who, source FROM audit WHERE what = 'wave.erased'")
    assert tuple(line) == ("beheerder van de server", "command")


def test_while_somebody_reads_the_report_says_that_it_is_not_finished(run: Run, due: Scene) -> None:
    reader = Database(house_file(due))
    reader.execute("BEGIN")
    reader.query("SELECT count(*) FROM vault_chunk")
    due.installation.house(HOUSE).query("PRAGMA busy_timeout = 50")

    first = run(HOUSE)
    reader.execute("ROLLBACK")
    reader.close()

    assert "het wissen wordt nog afgerond" in first
    assert "Wat eerder gewist is, staat ook niet meer in de bestanden" in run(HOUSE)


def test_an_unknown_house_is_refused_in_one_sentence(run: Run, scene: Scene) -> None:
    assert run("nergens", status=2).strip() == "Dit huis is er niet."
