"""The results as JSON: what the schema says, the numbers of the other files, and one reason for what is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from monitor.exports.results_json import SCHEMA, SCHEMA_ID, results_record, to_text
from monitor.exports.results_tables import results_tables
from monitor.results import HIDDEN, Publication
from tests.monitor.exports.results_reading import HOSTILE, rename
from tests.monitor.exports.test_results_tables import records
from tests.monitor.sample import sample_publication, sample_questionnaire

CODE = "ab" * 32
KINDS = ({"outside": False}, {"outside": True}, {"outside": False, "overleg": 2}, {"outside": False, "overleg": 8})


@pytest.fixture(scope="module")
def publication() -> Publication:
    return sample_publication()


def faults(record: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(record)]


@pytest.mark.parametrize("kind", KINDS, ids=["inside", "outside", "overleg", "hidden overleg"])
def test_every_record_is_as_the_schema_says(publication: Publication, kind: dict[str, Any]) -> None:
    record = json.loads(to_text(results_record(publication, sample_questionnaire(), code=CODE, **kind)))

    assert faults(record) == []
    assert record["$schema"] == SCHEMA_ID == SCHEMA["$id"]


def test_records_without_anything_to_show_are_as_the_schema_says_too(publication: Publication) -> None:
    report = publication.report
    bare = replace(report, breakdowns=(), change=None, attendance_correlation=None, sentences={},
                   items=tuple(replace(one, mean=None, reason=HIDDEN) for one in report.items),
                   aspects=tuple(replace(one, mean=None, reason=HIDDEN, reliability=None) for one in report.aspects),
                   overall=replace(report.overall, mean=None, reason=HIDDEN),
                   response=replace(report.response, by=(), rate=None, worst_case=()))  # fmt: skip

    record = results_record(replace(publication, report=bare), sample_questionnaire(), outside=False)

    assert faults(record) == []
    assert {one["n"] for one in (*record["items"], *record["aspects"])} == {None}


def test_the_schema_is_one_and_says_of_every_field_what_it_is() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    def fields(found: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(found, dict):
            yield from found.get("properties", {}).items()
            for one in found.values():
                yield from fields(one)
        elif isinstance(found, list):
            for one in found:
                yield from fields(one)

    definitions = set(SCHEMA["$defs"])
    for name, field in fields(SCHEMA):
        used = field.get("$ref") or next((one["$ref"] for one in field.get("anyOf", []) if "$ref" in one), None)
        if used:
            field = SCHEMA["$defs"][used.removeprefix("#/$defs/")]
            definitions.discard(used.removeprefix("#/$defs/"))
        elif name not in ("value",):
            assert field.get("description"), name


def test_a_wrong_record_is_refused_by_the_schema(publication: Publication) -> None:
    record = results_record(publication, sample_questionnaire(), outside=False)

    assert faults({**record, "answers_of": []})
    assert faults({key: value for key, value in record.items() if key != "set"})
    assert faults({**record, "forms": "114"})


def test_json_and_the_tables_say_the_same_numbers(publication: Publication) -> None:
    record = results_record(publication, sample_questionnaire(), outside=False)
    book = results_tables(publication, sample_questionnaire())

    rows = iter(records(book, "Per overleg"))
    [overleggen] = [one["groups"] for one in record["groupings"] if one["by"] == "overleg"]
    for group in overleggen:
        for cell in (*group["aspects"], group["overall"]):
            row = next(rows)
            for key, name in (("mean", "Gemiddelde"), ("low", "Marge van"), ("high", "Marge tot")):
                assert same(row[name], cell[key])
    for item, row in zip(record["items"], records(book, "Stellingen"), strict=True):
        assert same(row["Gemiddelde"], item["mean"]) and same(row["Aandeel geen oordeel"], item["no_opinion_share"])
        assert same(row["Spreiding"], item["sd"]) and same(row["Aantal"], item["n"])
    assert same(records(book, "Respons per groep")[0]["Respons"], record["response"]["rate"])


def same(value: Any, number: float | None) -> bool:
    return value == "niet getoond" if number is None else float(value.value) == number


def test_no_number_has_more_than_three_decimals(publication: Publication) -> None:
    def numbers(found: Any) -> Iterator[float]:
        if isinstance(found, float):
            yield found
        for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
            yield from numbers(one)

    found = list(numbers(results_record(publication, sample_questionnaire(), outside=False)))
    assert len(found) > 1000
    assert all(round(one, 3) == one for one in found)


def test_of_a_hidden_group_json_says_nothing_but_that(publication: Publication) -> None:
    record = results_record(publication, sample_questionnaire(), outside=False)

    [groups] = [one["groups"] for one in record["groupings"] if one["by"] == "overleg"]
    hidden = next(group for group in groups if group["label"] == "Jeugdgroepen")
    assert hidden["forms"] is None and hidden["reason"] == "hidden"
    for cell in hidden["aspects"]:
        told = {key for key, value in cell.items() if value is not None} - {"versus_rest"}
        assert told == {"id", "reason"}
        assert cell["reason"] == "hidden"
    assert len(hidden["items"]) == 48


def test_hostile_names_stand_in_json_as_they_are(publication: Publication) -> None:
    record = json.loads(to_text(results_record(rename(publication, HOSTILE), sample_questionnaire(), outside=False)))

    labels = [group["label"] for group in record["groupings"][0]["groups"]]
    assert labels == list(HOSTILE[: len(labels)])
    assert faults(record) == []


def test_the_schema_lies_where_the_documentation_says() -> None:
    root = Path(__file__).parents[3]
    text = (root / "docs" / "downloads.md").read_text(encoding="utf-8")

    assert "monitor/exports/results-1.schema.json" in text
    assert json.loads((root / "monitor/exports/results-1.schema.json").read_text(encoding="utf-8")) == SCHEMA
