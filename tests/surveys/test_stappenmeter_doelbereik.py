"""The built-in Stappenmeter-Doelbereik holds the instrument of Van der Lee (2015) word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from surveys.catalogue import BUILT_IN
from surveys.loader import load_questionnaire
from surveys.questionnaire import AspectKind, BackgroundKind, Questionnaire
from surveys.texts import fill_text

COUNTS = {  # Tabel B1.1 of the source
    "selectie": 6,
    "voorbereiding": 13,
    "informatiedeling": 6,
    "bespreking": 9,
    "samenwerking": 7,
    "evaluatie": 5,
    "rendement": 2,
}


@pytest.fixture(scope="module")
def stappenmeter() -> Questionnaire:
    return load_questionnaire(BUILT_IN / "stappenmeter-doelbereik-1.toml")


def all_texts(questionnaire: Questionnaire) -> Iterator[str]:
    yield from (questionnaire.source, questionnaire.title["nl"], questionnaire.intro["nl"], questionnaire.thanks["nl"])
    yield from (label["nl"] for label in (*questionnaire.scale.labels, questionnaire.scale.no_opinion))
    yield from (question.text["nl"] for question in questionnaire.background)
    for aspect in questionnaire.aspects:
        yield from (aspect.label["nl"], aspect.intro["nl"])
        yield from (block.stem["nl"] for block in aspect.blocks)
    yield from (item.text["nl"] for item in questionnaire.items)


def test_it_has_48_statements_in_seven_aspects(stappenmeter: Questionnaire) -> None:
    assert {aspect.id: len(aspect.items) for aspect in stappenmeter.aspects} == COUNTS
    assert [aspect.id for aspect in stappenmeter.aspects] == list(COUNTS)
    assert len(stappenmeter.items) == 48
    assert [item.position for item in stappenmeter.items] == list(range(48))


def test_ids_number_the_statements_within_their_aspect(stappenmeter: Questionnaire) -> None:
    expected = [f"{aspect}_{number}" for aspect, count in COUNTS.items() for number in range(1, count + 1)]
    assert [item.id for item in stappenmeter.items] == expected


def test_all_aspects_are_scales_and_count_in_the_total(stappenmeter: Questionnaire) -> None:
    assert all(aspect.kind is AspectKind.SCALE and aspect.in_total for aspect in stappenmeter.aspects)


def test_the_answers_are_those_of_the_source_and_geen_oordeel_stands_apart(stappenmeter: Questionnaire) -> None:
    labels = [label["nl"] for label in stappenmeter.scale.labels]
    assert labels == ["helemaal niet", "enigszins", "grotendeels", "volledig"]
    assert stappenmeter.scale.no_opinion["nl"] == "geen oordeel"


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("selectie_1", "Het doel van het overleg is helder"),
        ("selectie_3", "De criteria voor instroom van casussen zijn juist"),
        ("selectie_6", "Indien nodig, is het mogelijk om ook via andere kanalen casussen in te brengen"),
        ("voorbereiding_3", "Alleen voor het overleg relevante casussen staan op de agenda"),
        (
            "voorbereiding_8",
            "Per organisatie zitten de meest relevante personen aan tafel (naar functie en expertise)",
        ),
        ("voorbereiding_13", "Incidentele deelnemers zijn voldoende gemandateerd voor het overleg"),
        ("informatiedeling_2", "Informatie wordt tijdig gedeeld"),
        ("informatiedeling_6", "De juiste gegevens worden opgeslagen"),
        ("bespreking_1", "De vergadering verloopt efficiënt"),
        ("bespreking_2", "Er is voldoende besprekingstijd per casus"),
        ("bespreking_9", "Er is voldoende afstemming over welke doelen worden nagestreefd per casus"),
        ("samenwerking_1", "Het is duidelijk wie verantwoordelijk is voor het verloop van het proces"),
        ("samenwerking_7", "Samenwerkingsafspraken worden in voldoende mate nagekomen"),
        ("evaluatie_3", "Er is een gedeelde definitie van 'succes' per casus"),
        ("evaluatie_5", "Het casusoverleg biedt voldoende ruimte om knelpunten in de samenwerking te bespreken"),
        ("rendement_1", "De inspanning die het casusoverleg van mij vraagt weegt op tegen de opbrengst"),
        (
            "rendement_2",
            "De investering die het casusoverleg van mijn organisatie vraagt weegt op tegen de opbrengst",
        ),
    ],
)
def test_statements_read_as_in_the_source(stappenmeter: Questionnaire, item: str, text: str) -> None:
    assert {one.id: one.text["nl"] for one in stappenmeter.items}[item] == text


def test_each_aspect_opens_as_in_the_source_without_its_number(stappenmeter: Questionnaire) -> None:
    intros = [aspect.intro["nl"] for aspect in stappenmeter.aspects]
    assert intros[:-1] == [
        "De volgende vragen gaan over de selectie en de mogelijkheden om casussen in te brengen in het overleg",
        "De volgende vragen gaan over de voorbereiding op het casusoverleg",
        "De volgende vragen gaan over de informatiedeling",
        "De volgende vragen gaan over het bespreken van casussen tijdens het overleg",
        "De volgende vragen gaan over de samenwerking en afstemming",
        "De volgende vragen gaan over de evaluatie en monitoring",
    ]
    assert intros[-1] == "De laatste twee vragen gaan over de verhouding tussen inspanning en opbrengst"


def test_stems_are_questions_and_no_stem_stands_twice_in_a_row(stappenmeter: Questionnaire) -> None:
    blocks = [block for aspect in stappenmeter.aspects for block in aspect.blocks]
    stems = [block.stem["nl"] for block in blocks]
    assert len(stems) == len(set(stems)) == 16
    assert all(stem.startswith("Hoe beoordeelt u ") and stem.endswith("?") for stem in stems)
    assert [len(block.items) for block in blocks] == [1, 2, 3, 3, 2, 5, 3, 4, 2, 5, 4, 3, 4, 3, 2, 2]


def test_no_text_has_double_spaces_or_hyphens_of_a_line_break(stappenmeter: Questionnaire) -> None:
    for text in all_texts(stappenmeter):
        assert "  " not in text
        assert not re.search(r"\w- |\s-\w|casuo|Vorb", text)
        assert text == text.strip()
    for item in stappenmeter.items:
        assert item.text["nl"][0].isupper()
        assert "-" not in item.text["nl"]
        assert not item.text["nl"].endswith(".")
    assert len({item.text["nl"] for item in stappenmeter.items}) == 48


def test_the_background_questions_ask_over_the_dates_of_the_wave(stappenmeter: Questionnaire) -> None:
    assert [question.kind for question in stappenmeter.background] == list(BackgroundKind)
    attendance = stappenmeter.background[2].text["nl"]
    filled = fill_text(attendance, {"period_start": "1 augustus 2026", "period_end": "31 oktober 2026"})
    assert filled == (
        "Hoeveel maal bent u (ongeveer) aanwezig geweest bij het casusoverleg "
        "van 1 augustus 2026 tot en met 31 oktober 2026?"
    )


def test_no_text_promises_anonymity_and_sentences_are_short(stappenmeter: Questionnaire) -> None:
    assert not any("anoniem" in text.lower() or "anonim" in text.lower() for text in all_texts(stappenmeter))
    for text in (stappenmeter.intro["nl"], stappenmeter.thanks["nl"]):
        assert max(len(sentence.split()) for sentence in re.split(r"[.?!]", text)) <= 15
