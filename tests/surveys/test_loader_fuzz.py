"""Whatever is fed to the loader, the outcome is a questionnaire or a refusal in one printable sentence."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from questionnaire_samples import NAME, small_values, to_toml

from surveys.errors import QuestionnaireError
from surveys.loader import parse_questionnaire

SEEDED = settings(derandomize=True, deadline=None, max_examples=300)
PIECES = st.sampled_from(
    [
        b"[",
        b"]",
        b"{",
        b"}",
        b"[[aspects]]\n",
        b"id",
        b" = ",
        b'"',
        b"'''",
        b'"""',
        b"\n",
        b".",
        b",",
        b"#",
        b"\\u",
        b"1",
    ]
)
SCALARS = (
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
    | st.sampled_from(["nl", "doel_1", "DOEL_1", "TO", "scale", "profile", "{period_start}", "a\x00b", "\u202e"])
)
KEYS = st.sampled_from(["id", "kind", "nl", "text", "items", "blocks", "extra"]) | st.text(
    st.characters(exclude_categories=("Cs",)), max_size=4
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def check_outcome(data: bytes) -> None:
    try:
        questionnaire = parse_questionnaire(data, name=NAME)
    except QuestionnaireError as error:
        assert error.file == NAME
        assert error.reason
        assert str(error).isprintable()
        assert str(error).endswith(".")
    else:
        assert [item.position for item in questionnaire.items] == list(range(len(questionnaire.items)))
        assert 2 <= questionnaire.scale.maximum <= 9


@given(st.binary(max_size=400))
@example(b"\xff")
@example(b"a = 1979-13-45")
@example(b"version = 0x" + b"f" * 9_000)
@SEEDED
def test_arbitrary_bytes_never_give_a_traceback(data: bytes) -> None:
    check_outcome(data)


@given(st.lists(PIECES | st.binary(max_size=4), max_size=60))
@SEEDED
def test_pieces_of_toml_never_give_a_traceback(pieces: list[bytes]) -> None:
    check_outcome(b"".join(pieces))


@given(st.data())
@SEEDED
def test_a_valid_file_with_some_bytes_changed_never_gives_a_traceback(data: st.DataObject) -> None:
    content = bytearray(to_toml(small_values()))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        content[start : start + data.draw(st.integers(0, 5))] = data.draw(PIECES | st.binary(max_size=4))
        content = content or bytearray(b"#")
    check_outcome(bytes(content))


@given(st.dictionaries(KEYS, VALUES, max_size=4))
@SEEDED
def test_arbitrary_tables_never_give_a_traceback(values: dict[str, Any]) -> None:
    check_outcome(to_toml(values))


@given(st.data())
@SEEDED
def test_a_valid_table_with_values_changed_never_gives_a_traceback(data: st.DataObject) -> None:
    values = small_values()
    for _ in range(data.draw(st.integers(1, 3))):
        change_somewhere(values, data)
    check_outcome(to_toml(values))


def change_somewhere(values: dict[str, Any], data: st.DataObject) -> None:
    """Walk down to a random table or list and replace, remove, double or add one of its values."""
    place: Any = values
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.integers(0, 3)) == 0:
            break
        place = place[key]
    change = data.draw(st.sampled_from(["replace", "remove", "double", "add"]))
    if change == "replace":
        place[key] = data.draw(VALUES)
    elif change == "remove":
        del place[key]
    elif isinstance(place, list):
        place.append(copy.deepcopy(place[key]) if change == "double" else data.draw(VALUES))
    else:
        place[data.draw(KEYS)] = copy.deepcopy(place[key]) if change == "double" else data.draw(VALUES)
