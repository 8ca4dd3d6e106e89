"""The JSON of an analysis: exactly the keys that were promised, in their order, and nothing of what is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from monitor.exports.analysis_json import make_view, to_json
from monitor.results import GroupTest, Overall, Reliability, Response, ResponseBreakdown
from tests.monitor.exports.analysed import example

OVERALL = ["mean", "low", "high", "formula"]
CELL = ["aspect", "n", "mean", "low", "high", "reason"]
GROUP = {"label": None, "forms": None, "cells": [CELL], "overall": [*OVERALL, "reason"], "reason": None}
RELIABILITY = {
    **dict.fromkeys(
        ["items", "n_complete", "n_dropped", "alpha", "low", "high", "alpha_pairwise", "n_pair_min", "standardized"]
    ),
    **dict.fromkeys(["mean_inter_item", "omega", "spearman_brown", "verdict"]),
    "per_item": [["id", "item_rest", "alpha_if_dropped"]],
    "reason": None,
}
ITEM = {
    **dict.fromkeys(["id", "aspect", "text", "n", "mean", "sd", "min", "max"]),
    "counts": ["1", "2", "3", "4"],
    **dict.fromkeys(["no_opinion", "empty", "positive_share", "low", "high", "reason"]),
}
ASPECT = {
    **dict.fromkeys(["id", "label", "kind", "n", "mean", "sd", "low", "high", "no_opinion_share", "reason"]),
    "reliability": RELIABILITY,
}
RESPONSE = {
    **dict.fromkeys(["invited", "ineligible", "eligible", "answered", "partial", "refused", "unreached"]),
    **dict.fromkeys(["rate", "low", "high", "gross_rate", "r_indicator"]),
    "partial_r": [["variable", "value"]],
    "by": [
        {
            "variable": None,
            "groups": [["label", "invited", "eligible", "answered", "rate", "low", "high"]],
            "test": ["method", "statistic", "dof", "p", "cramers_v"],
        }
    ],
    "weighted_overall": None,
    "worst_case": None,
}
WHOLE = {
    "questionnaire": ["id", "version", "sha256"],
    **dict.fromkeys(["forms", "respondents", "ignored_rows", "ignored_columns"]),
    "items": [ITEM],
    "aspects": [ASPECT],
    "overall": OVERALL,
    "breakdowns": [{"by": None, "groups": [GROUP]}],
    "attendance": {"classes": [GROUP], "spearman": ["r", "low", "high", "n"]},
    "response": RESPONSE,
    "sentences": None,
}
"""Every key in its order. A list of one: of many of such; a list of names: a record of plain values."""


def check_keys(found: Any, promised: Any, path: str = "") -> None:
    """Compare the keys and their order all the way down; what is null may be without its parts."""
    if found is None or promised is None:
        return
    if isinstance(promised, list) and len(promised) == 1 and not isinstance(promised[0], str):
        for place, one in enumerate(found):
            check_keys(one, promised[0], f"{path}[{place}]")
        return
    assert list(found) == list(promised), path
    for key in promised if isinstance(promised, dict) else ():
        check_keys(found[key], promised[key], f"{path}.{key}")


def records(found: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record in the JSON, with its place."""
    if isinstance(found, dict):
        yield path, found
    for key, value in found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ():
        yield from records(value, f"{path}.{key}")


@pytest.mark.parametrize("frame", [True, False], ids=["with a list", "without a list"])
@pytest.mark.parametrize("minimum", [1, 5, 10])
def test_the_keys_are_exactly_those_that_were_promised_in_their_order(frame: bool, minimum: int) -> None:
    check_keys(json.loads(to_json(example(frame=frame, minimum=minimum))), WHOLE)


def test_what_is_hidden_is_null_with_that_reason_and_nothing_else_of_it_is_there() -> None:
    view = json.loads(to_json(example()))

    hidden = [(path, one) for path, one in records(view) if one.get("reason") == "hidden"]

    assert len(hidden) > 20
    for path, one in hidden:
        plain = {"label", "id", "aspect", "text", "kind", "reason", "formula", "cells", "overall", "items", "per_item"}
        assert {key: value for key, value in one.items() if key not in plain and value is not None} == {}, path


def test_every_group_of_the_file_is_listed_hidden_or_not() -> None:
    view = make_view(example())

    assert [(one["by"], len(one["groups"])) for one in view["breakdowns"]] == [
        ("overleg", 7),
        ("overlegvorm", 3),
        ("beroepsgroep", 5),
    ]
    hidden = [group for group in view["breakdowns"][0]["groups"] if group["label"] == "Proef gebiedsoverleg"]
    assert (hidden[0]["forms"], hidden[0]["reason"]) == (None, "hidden")


def test_an_aspect_mean_that_is_null_has_a_reason() -> None:
    for path, one in records(make_view(example())):
        if "aspect" in one and "mean" in one:
            assert one["mean"] is not None or one["reason"] is not None, path


def test_numbers_have_full_precision() -> None:
    found = json.loads(to_json(example()))

    # selectie_1 of the example: 0 x 1, 12 x 2, 45 x 3 and 33 x 4, counted in the file by hand.
    item = found["items"][0]
    assert item["counts"] == {"1": 0, "2": 12, "3": 45, "4": 33}
    assert item["mean"] == (12 * 2 + 45 * 3 + 33 * 4) / 90


def test_without_a_list_every_number_of_the_response_is_null() -> None:
    response = make_view(example(frame=False))["response"]

    assert response.pop("by") == response.pop("partial_r") == []
    assert response.pop("worst_case") == [None, None]
    assert set(response.values()) == {None}


def test_what_the_response_says_is_passed_on() -> None:
    # Invented numbers, to see each come out under its key.
    test = GroupTest("fisher", None, 1, 0.25, 0.5)
    by = (ResponseBreakdown("regio", "persons", (), test, partial_r=0.125),)
    response = Response(9, 1, 8, 4, 1, 2, 0, 1, 0.5, 0.2, 0.8, 4 / 9, by, 0.75, None, (2.5, 3.5))
    report = replace(example().report, response=response, overall=Overall(weighted=2.9375))

    view = make_view(replace(example(), report=report))["response"]

    assert (view["invited"], view["refused"], view["r_indicator"], view["weighted_overall"]) == (9, 2, 0.75, 2.9375)
    assert view["partial_r"] == [{"variable": "regio", "value": 0.125}]
    expected = {"method": "fisher", "statistic": None, "dof": 1, "p": 0.25, "cramers_v": 0.5}
    assert view["by"][0]["test"] == expected
    assert view["worst_case"] == [2.5, 3.5]


def test_sentences_have_no_signs_that_are_only_for_pages() -> None:
    text = to_json(example())

    assert "\u2060" not in text and "\u00a0" not in text


def test_what_was_read_and_not_computed_is_among_the_sentences() -> None:
    found = example(frame=False)
    sentences = make_view(found)["sentences"]

    assert sentences[-len(found.notes) :] == list(found.notes)
    assert any("geen lijst met genodigden" in sentence for sentence in sentences)


def test_a_reliability_says_why_it_has_no_omega_but_never_hidden_beside_numbers() -> None:
    found = example().report
    shown = Reliability(items=2, alpha=0.7, omega_reason="too_few_items")
    rounded = Reliability(items=6, alpha=0.7, omega_reason="hidden")
    aspects = tuple(replace(found.aspects[0], reliability=one) for one in (shown, rounded))

    view = make_view(replace(example(), report=replace(found, aspects=aspects)))["aspects"]

    assert [one["reliability"]["reason"] for one in view] == ["too_few_items", None]


def test_columns_of_the_list_that_were_not_read_are_named() -> None:
    view = make_view(replace(example(), ignored_frame_columns=("Naam", "E-mail")))

    assert view["sentences"][-1] == "Niet gelezen kolommen van genodigden.csv: Naam, E-mail."


def test_the_first_sentence_says_that_nothing_is_hidden_where_that_is_so() -> None:
    assert "niets verborgen" in make_view(example(minimum=1))["sentences"][0]
    assert not any("niets verborgen" in sentence for sentence in make_view(example())["sentences"])


def numbers_in(value: Any) -> Iterator[float]:
    """Every number anywhere in plain values."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_every_number_of_the_file_is_one_of_the_report_so_who_attacks_the_report_attacks_the_file() -> None:
    analysis = example()
    view = json.loads(to_json(analysis))
    of_the_report = set(numbers_in(asdict(analysis.report)))
    of_reading = {float(analysis.questionnaire.version), *map(float, analysis.ignored_rows)}

    found = set(numbers_in(view))

    assert len(found) > 200
    assert found - of_the_report - of_reading == set()
