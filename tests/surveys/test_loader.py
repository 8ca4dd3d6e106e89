"""A questionnaire file becomes records; everything that is wrong with one is refused with file, key and reason."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from questionnaire_samples import NAME, aspect, both, item, parse_values, small_questionnaire, small_values, to_toml

from surveys.building import MAX_ITEMS
from surveys.errors import QuestionnaireError
from surveys.loader import MAX_BYTES, parse_questionnaire
from surveys.names import ON_THE_PAGE, RESERVED, spss_fault
from surveys.questionnaire import AspectKind, BackgroundKind

REMOVED = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """The valid values with one of them replaced (or removed); the path is written with dots, numbers for lists."""
    values = small_values()
    place: Any = values
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        place = place[step]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return values


def refusal(values: dict[str, Any]) -> QuestionnaireError:
    with pytest.raises(QuestionnaireError) as caught:
        parse_values(values)
    return caught.value


def refusal_of_bytes(data: bytes) -> QuestionnaireError:
    with pytest.raises(QuestionnaireError) as caught:
        parse_questionnaire(data, name=NAME)
    return caught.value


def test_a_valid_file_becomes_records() -> None:
    questionnaire = small_questionnaire()

    assert (questionnaire.id, questionnaire.version, questionnaire.minutes) == ("klein", 1, 2)
    assert questionnaire.languages == ("nl", "en")
    assert questionnaire.intro["nl"] == "Eerste regel.\n\nTweede regel."
    assert questionnaire.scale.maximum == 3
    assert questionnaire.scale.labels[2] == {"nl": "ja", "en": "yes"}
    assert [question.kind for question in questionnaire.background] == [
        BackgroundKind.OVERLEG,
        BackgroundKind.ATTENDANCE,
    ]
    assert [(part.id, part.kind, part.in_total) for part in questionnaire.aspects] == [
        ("doel", AspectKind.SCALE, True),
        ("sfeer", AspectKind.SCALE, True),
    ]
    assert questionnaire.aspects[0].blocks[0].stem["en"] == "The aim?"


def test_positions_run_through_the_whole_questionnaire() -> None:
    items = small_questionnaire().items
    assert [(one.id, one.position) for one in items] == [("doel_1", 0), ("doel_2", 1), ("sfeer_1", 2)]


def test_the_hash_is_that_of_the_bytes() -> None:
    data = to_toml(small_values())
    assert parse_questionnaire(data, name=NAME).sha256 == hashlib.sha256(data).hexdigest()


def test_windows_line_ends_and_byte_order_mark_change_nothing_but_the_hash() -> None:
    data = to_toml(small_values())
    windows = parse_questionnaire(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), name=NAME)
    assert windows.items == small_questionnaire().items
    assert windows.sha256 != small_questionnaire().sha256


def test_spaces_around_a_text_are_dropped() -> None:
    assert parse_values(changed("title.nl", "  Klein\n")).title["nl"] == "Klein"


def test_a_refusal_is_one_sentence_with_file_key_reason_and_remedy() -> None:
    error = refusal(changed("aspects.1.blocks.0.items.0.id", "doel_1"))

    assert (error.file, error.key) == (NAME, "aspects[1].blocks[0].items[0].id")
    assert str(error) == (
        "In klein-1.toml bij aspects[1].blocks[0].items[0].id: "
        'het id "doel_1" is al gebruikt bij aspects[0].blocks[0].items[0].id; geef elk id maar één keer.'
    )


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("aspects.1.id", "aspects[1].id"),
        ("background.0.id", "aspects[0].blocks[0].items[0].id"),
        ("aspects.0.blocks.0.items.1.id", "aspects[0].blocks[0].items[1].id"),
    ],
)
def test_an_id_is_used_once_whatever_it_is_for_and_whatever_its_capitals(path: str, key: str) -> None:
    for name in ("doel_1", "DOEL_1"):
        error = refusal(changed(path, name))
        assert "is al gebruikt" in error.reason
        assert error.key == key


@pytest.mark.parametrize(
    ("path", "value", "key", "words"),
    [
        ("scale", REMOVED, "scale", "ontbreekt"),
        ("scale.no_opinion", REMOVED, "scale.no_opinion", "ontbreekt"),
        ("scale.labels", [both("ja", "yes")], "scale.labels", "ten minste 2"),
        ("scale.labels", [], "scale.labels", "leeg"),
        ("scale.labels", [both(f"a{n}", f"b{n}") for n in range(10)], "scale.labels", "ten hoogste 9"),
        ("scale.labels.1.en", "NO", "scale.labels[1]", "staat al op de schaal"),
        ("scale.no_opinion.nl", "ja", "scale.no_opinion", "staat al op de schaal"),
        ("aspects.0.kind", "schaal", "aspects[0].kind", "kies uit scale, index, profile, norm"),
        ("aspects.0.kind", 3, "aspects[0].kind", "hier hoort tekst"),
        ("aspects.0.kind", "profile", "aspects[0].in_total", "geen score"),
        ("aspects.0.in_total", "ja", "aspects[0].in_total", "true of false"),
        ("aspects.0.in_total", 1, "aspects[0].in_total", "true of false"),
        ("aspects", [], "aspects", "leeg"),
        ("aspects", {}, "aspects", "hier hoort een lijst"),
        ("aspects.0.blocks", [], "aspects[0].blocks", "leeg"),
        ("aspects.0.blocks.0.items", [], "aspects[0].blocks[0].items", "leeg"),
        ("aspects.0.blocks.0.items.0", "tekst", "aspects[0].blocks[0].items[0]", "hier hoort een tabel"),
        ("aspects.0.blocks.0.items.0.reversed", True, "aspects[0].blocks[0].items[0].reversed", "bestaat hier niet"),
        ("aspects.0.colour", "rood", "aspects[0].colour", "bestaat hier niet"),
        ("scale.maximum", 4, "scale.maximum", "bestaat hier niet"),
        ("x\ny", 4, '"x\N{REPLACEMENT CHARACTER}y"', "bestaat hier niet"),
        ("background.0.options", [], "background[0].options", "bestaat hier niet"),
        ("background.0.kind", "leeftijd", "background[0].kind", "kies uit overleg, beroepsgroep, attendance"),
        ("background.1.kind", "overleg", "background[1].kind", "is er al"),
        ("version", 0, "version", "heel getal"),
        ("version", -1, "version", "heel getal"),
        ("version", 1.0, "version", "heel getal"),
        ("version", "1", "version", "heel getal"),
        ("version", True, "version", "heel getal"),
        ("version", 10**50, "version", "heel getal"),
        ("minutes", 0, "minutes", "heel getal"),
        ("id", "Klein", "id", "pas het id aan"),
        ("id", "../klein", "id", "pas het id aan"),
        ("id", "klein-", "id", "pas het id aan"),
        ("id", "k" * 65, "id", "ten hoogste 64"),
        ("languages", [], "languages", "leeg"),
        ("languages", ["en"], "languages", '"nl" ontbreekt'),
        ("languages", ["nl", "nl"], "languages[1]", "twee keer"),
        ("languages", ["nl", "Engels"], "languages[1]", "twee of drie kleine letters"),
        ("languages", ["nl", "en", "de"], "title.de", "ontbreekt"),
        ("languages", ["nl"], "title.en", 'staat niet in "languages"'),
        ("title.en", REMOVED, "title.en", "ontbreekt"),
        ("title.fr", "Petit", "title.fr", 'staat niet in "languages"'),
        ("title", "Klein", "title", 'schrijf { nl = "..." }'),
        ("title.nl", "", "title.nl", "leeg"),
        ("title.nl", " \n ", "title.nl", "leeg"),
        ("title.nl", 7, "title.nl", "hier hoort tekst"),
        ("source", "", "source", "leeg"),
        ("title.nl", "a\x00b", "title.nl", "U+0000"),
        ("title.nl", "a\x1bb", "title.nl", "U+001B"),
        ("title.nl", "a\x7fb", "title.nl", "U+007F"),
        ("title.nl", "a\u202eb", "title.nl", "U+202E"),
        ("title.nl", "a\u2028b", "title.nl", "U+2028"),
        ("title.nl", "a\u200bb", "title.nl", "U+200B"),
        ("title.nl", "a\nb", "title.nl", "U+000A"),
        ("intro.nl", "a\r\nb", "intro.nl", "U+000D"),
        ("title.nl", "a" * 5_001, "title.nl", "langer dan 5000"),
        ("title.nl", "Van {period_start}", "title.nl", "haal { en } weg"),
        (
            "background.0.text.nl",
            "In {jaar}?",
            "background[0].text.nl",
            "gebruik alleen {period_start} en {period_end}",
        ),
        ("background.0.text.nl", "In {period_start.x}?", "background[0].text.nl", "accolades"),
        ("background.0.text.nl", "In {?", "background[0].text.nl", "accolades"),
        ("background.1.text.en", "How often?", "background[1].text.en", "noemt de periode niet"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_at_the_right_key(path: str, value: object, key: str, words: str) -> None:
    error = refusal(changed(path, value))

    assert (error.file, error.key) == (NAME, key)
    assert words in error.reason
    assert str(error) == f"In {NAME} bij {key}: {error.reason}."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1doel", "begint met een letter"),
        ("_doel", "begint met een letter"),
        ("doel 1", "begint met een letter"),
        ("doel-1", "begint met een letter"),
        ("doel\n", "begint met een letter"),
        ("één", "begint met een letter"),
        ("", "begint met een letter"),
        ("doel.", "eindigt niet"),
        ("doel_", "eindigt niet"),
        ("d" * 65, "ten hoogste 64"),
        *((word, "gereserveerd") for word in sorted(RESERVED)),
        ("with", "gereserveerd"),
        *((name, "gebruikt het programma zelf") for name in sorted(ON_THE_PAGE)),
    ],
)
def test_an_id_that_is_no_spss_name_is_refused(name: str, words: str) -> None:
    for path in ("aspects.0.id", "background.0.id", "aspects.0.blocks.0.items.0.id"):
        error = refusal(changed(path, name))
        assert error.key.endswith("id")
        assert words in error.reason


@pytest.mark.parametrize("name", ["a", "A1", "doel_1", "doel.1", "d" * 64, "toen"])
def test_spss_names_are_accepted(name: str) -> None:
    assert spss_fault(name) is None


def test_every_kind_of_aspect_is_accepted() -> None:
    for kind in AspectKind:
        values = changed("aspects.0.kind", kind.value)
        values["aspects"][0]["in_total"] = kind is not AspectKind.PROFILE
        assert parse_values(values).aspects[0].kind is kind


def test_a_questionnaire_may_have_no_background_questions() -> None:
    assert parse_values(changed("background", [])).background == ()


def test_two_and_nine_answers_are_accepted() -> None:
    for answers in (2, 9):
        labels = [both(f"antwoord {n}", f"answer {n}") for n in range(answers)]
        assert parse_values(changed("scale.labels", labels)).scale.maximum == answers


def test_300_items_are_accepted_and_the_next_is_refused_by_number() -> None:
    def with_items(number: int) -> dict[str, Any]:
        block = {"stem": both("Wat?", "What?"), "items": [item(f"i{n}") for n in range(number)]}
        return changed("aspects", [aspect("veel", block)])

    assert len(parse_values(with_items(MAX_ITEMS)).items) == 300
    error = refusal(with_items(MAX_ITEMS + 1))
    assert error.key == "aspects[0].blocks[0].items[300]"
    assert "dit is stelling 301" in error.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"id = 'klein'\ntitle = '\xe9\xe9n'\n", "regel 2 is geen UTF-8"),
        ("id = 'klein'".encode("utf-16"), "regel 1 is geen UTF-8"),
        (b"id = 'a'\nid = 'b'\n", "regel 2"),
        (b"id = \n", "regel 1, teken 6 is geen geldige TOML"),
        (b"id = ['a'", "tot aan het einde"),
        (b"id = 'a\x00'", "regel 1"),
        (b"version = " + b"9" * 5_000, "een getal in dit bestand is te lang"),
        (b"id = " + b"[" * 50_000, "te diep genest"),
        (b"id = " + b"{a = " * 50_000, "te diep genest"),
        (b"a." * 400_000 + b"a = 1", "meer dan 50 punten"),
        (b"[" + b"a." * 400_000 + b"a]", "meer dan 50 punten"),
        (b"#" * (MAX_BYTES + 1), "groter dan 1000000 bytes"),
    ],
)
def test_bytes_that_are_no_readable_toml_are_refused_as_a_whole(data: bytes, words: str) -> None:
    error = refusal_of_bytes(data)
    assert error.key == ""
    assert words in error.reason
    assert str(error) == f"In {NAME}: {error.reason}."


def test_an_empty_file_lacks_its_first_key() -> None:
    assert refusal_of_bytes(b"").key == "id"


def test_a_file_of_exactly_the_largest_size_is_read() -> None:
    data = to_toml(small_values())
    padded = data + b"#" * (MAX_BYTES - len(data))
    assert parse_questionnaire(padded, name=NAME).id == "klein"
