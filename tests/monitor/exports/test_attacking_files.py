"""The attacker reads the files that results leave in: JSON, and the long CSV with the same rows as XLSX and ODS."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.exports.results_csv import to_csv
from monitor.exports.results_json import results_record
from monitor.exports.results_tables import results_tables
from tests.monitor.stats.attacker import HOUSE, Cell, find_leaks, find_leaks_in, shows_number
from tests.monitor.stats.invented_houses import QUESTIONNAIRE, House, make_house
from tests.monitor.web.test_attacking_pages import labels_of, publish

SIZES = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 25)), min_size=1, max_size=6).filter(any)
PER = ("Per ", "Stellingen per ")
HIDDEN = ("niet getoond", "niet te berekenen", "")


def report_in(record: dict[str, Any]) -> dict[str, Any]:
    """A published record in the form that the attacker reads."""
    groups = [group for grouping in record["groupings"] for group in grouping["groups"]]
    for score in (record["overall"], *record["aspects"], *record["items"], *_scores_of(groups)):
        score["decimals"] = None if score["decimals"] == 2 else score["decimals"]
    for group in groups:
        group["cells"] = [{**cell, "aspect": cell["id"]} for cell in group["aspects"]]
    return {**record, "breakdowns": record["groupings"]}


def _scores_of(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [score for group in groups for score in (group["overall"], *group["aspects"], *group["items"])]


def read_csv(house: House, *, outside: bool) -> dict[tuple[str, Cell], tuple[bool, bool]]:
    """(measure, cell) -> whether the long CSV tells something of it, and whether in full."""
    report = house.reports.outside if outside else house.reports.inside
    publication = publish(house.reports.inside, house.reports.outside, house.truth.minimum)
    text = to_csv(results_tables(publication, QUESTIONNAIRE, outside=outside)).decode("utf-8-sig")
    labels, names = labels_of(report), {aspect.label: aspect.id for aspect in report.aspects}
    found: dict[tuple[str, Cell], tuple[bool, bool]] = {("forms", HOUSE): (True, True)}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        told = row["Waarde"] not in HIDDEN and row["Eenheid"] != ""
        measure = (
            f"item:{row['Code']}" if row["Code"] else f"aspect:{names[row['Aspect']]}" if row["Aspect"] in names else ""
        )
        grouped = row["Tabel"].startswith(PER)
        place = labels.get(row["Groep"]) if grouped else HOUSE if row["Tabel"] in ("Aspecten", "Stellingen") else None
        if place and row["Gegeven"] == "Formulieren" and told:
            found["forms", place] = (True, True)
        elif place and measure and told:
            full = row["Gegeven"] != "Gemiddelde" or len(row["Waarde"].partition(",")[2]) > 1
            before = found.get((measure, place), (False, False))
            found[measure, place] = (True, before[1] or (full and row["Gegeven"] == "Gemiddelde"))
    return found


@settings(max_examples=30, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=SIZES, nearly=st.booleans(), outside=st.booleans())
def test_the_json_of_a_random_house_tells_nothing_that_is_hidden(
    seed: int, sizes: list[int], nearly: bool, outside: bool
) -> None:
    house = make_house(seed, sizes, nearly=nearly)
    publication = publish(house.reports.inside, house.reports.outside, house.truth.minimum)
    record = report_in(results_record(publication, QUESTIONNAIRE, outside=outside))

    assert list(find_leaks(record, house.outer_truth if outside else house.truth, small_sets=False)) == []


@settings(max_examples=30, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=SIZES, nearly=st.booleans(), outside=st.booleans())
def test_the_csv_of_a_random_house_tells_nothing_that_is_hidden(
    seed: int, sizes: list[int], nearly: bool, outside: bool
) -> None:
    house = make_house(seed, sizes, nearly=nearly)
    truth = house.outer_truth if outside else house.truth
    found = read_csv(house, outside=outside)
    cells = {HOUSE, *labels_of(house.reports.inside).values()}

    def read_measure(measure: str) -> dict[Cell, tuple[bool, bool]]:
        asked = [cell for cell in cells if not measure.startswith("item") or cell[0] in ("house", *truth.itemised)]
        return {cell: found.get((measure, cell), (False, False)) for cell in asked}

    assert list(find_leaks_in(read_measure, truth, small_sets=False)) == []


def test_the_readers_of_files_see_what_there_is_to_see() -> None:
    house = make_house(3, [12, 8, 5, 20])
    publication = publish(house.reports.inside, house.reports.outside, 5)
    record = report_in(results_record(publication, QUESTIONNAIRE, outside=False))
    shown = {
        (f"aspect:{cell['aspect']}", (one["by"], group["code"]))
        for one in house.inside["breakdowns"]
        for group in one["groups"]
        for cell in group["cells"]
        if cell["mean"] is not None
    }
    in_json = {
        (f"aspect:{cell['aspect']}", (one["by"], group["code"]))
        for one in record["breakdowns"]
        for group in one["groups"]
        for cell in group["cells"]
        if shows_number(cell)
    }
    in_csv = {place for place in read_csv(house, outside=False) if place[0].startswith("aspect:") and place[1] != HOUSE}

    assert len(shown) > 10
    assert in_json == shown
    assert in_csv == shown
