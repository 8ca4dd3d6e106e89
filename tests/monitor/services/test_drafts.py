"""A draft as bytes, its one length, and the rule by which two devices fill in one draft."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Draft, OwnWords
from monitor.services import sealing
from monitor.services.drafts import (
    CONTACT_CHARACTERS,
    WORDS_BYTES,
    WORDS_CHARACTERS,
    WORDS_SIZE,
    decode_draft,
    decode_words,
    draft_size,
    encode_draft,
    encode_words,
    merge_page,
    note_sequence,
)

ITEMS = 48
codes = st.integers(0, 9)
drafts = st.builds(
    Draft,
    attendance=st.dictionaries(codes, st.none() | st.integers(0, 200)),
    answers=st.dictionaries(codes, st.binary(min_size=ITEMS, max_size=ITEMS)),
    seen=st.dictionaries(codes, st.frozensets(st.integers(1, 7))),
    sequence=st.dictionaries(st.text(max_size=32), st.integers(0, 2**53), max_size=8),
)


@given(drafts)
def test_a_draft_comes_back_from_its_bytes_as_it_was(draft: Draft) -> None:
    assert decode_draft(encode_draft(draft)) == draft


@pytest.mark.parametrize("parts", [1, 7, 30])
@pytest.mark.parametrize("overleggen", [1, 10, 40, 400])
def test_the_fullest_possible_draft_fits_in_the_size_of_its_wave(overleggen: int, parts: int) -> None:
    # Every number as long as it can be, and eight opened pages.
    full = Draft(
        attendance=dict.fromkeys(range(overleggen), 200),
        answers=dict.fromkeys(range(overleggen), bytes([255]) * ITEMS),
        seen=dict.fromkeys(range(overleggen), frozenset(range(1, parts + 1))),
        sequence={f"{number:032}": 2**53 - 1 for number in range(8)},
    )
    size = draft_size(ITEMS, parts, overleggen)

    assert sealing.unpad(sealing.pad(encode_draft(full), size)) == encode_draft(full)


@given(st.builds(OwnWords, st.text(max_size=200), st.text(max_size=50)))
def test_words_come_back_from_their_bytes_as_they_were(words: OwnWords) -> None:
    assert decode_words(encode_words(words)) == words


@pytest.mark.parametrize(("comment", "contact"), [("€" * (WORDS_BYTES // 3), "😀"), ("\x01" * WORDS_CHARACTERS, "a")])
def test_the_longest_words_that_the_page_takes_fit_in_their_size(comment: str, contact: str) -> None:
    # 3 bytes a character, and 4; and signs that other notations would write in six.
    words = OwnWords(comment, contact * CONTACT_CHARACTERS)

    assert sealing.unpad(sealing.pad(encode_words(words), WORDS_SIZE)) == encode_words(words)


# Two devices open the same page, change some answers each, and post in any order.
changes = st.dictionaries(st.integers(0, 6), st.sampled_from([1, 2, 3, 4, 255]))


def changed_only(shown: bytes, wished: dict[int, int]) -> dict[int, int]:
    """What `save_page` hands to `merge_page`: the posted answers that differ from what the page showed."""
    return {at: code for at, code in wished.items() if code != shown[at]}


@given(st.binary(min_size=7, max_size=7).map(lambda raw: bytes(byte % 5 for byte in raw)), st.lists(changes))
def test_pages_posted_one_after_the_other_never_undo_an_answer_they_did_not_change(
    start: bytes, pages: list[dict[int, int]]
) -> None:
    made = [changed_only(start, page) for page in pages]

    merged = reduce(lambda stored, page: merge_page(stored, page, 7), made, start)

    for position in range(7):
        last = [page[position] for page in made if position in page]
        assert merged[position] == (last[-1] if last else start[position])


@given(changes, changes)
def test_two_devices_that_change_different_answers_both_keep_theirs_in_either_order(
    one: dict[int, int], other: dict[int, int]
) -> None:
    start, other = bytes(7), {at: code for at, code in other.items() if at not in one}

    first_then_second = merge_page(merge_page(start, one, 7), other, 7)
    second_then_first = merge_page(merge_page(start, other, 7), one, 7)

    assert first_then_second == second_then_first
    assert {at: first_then_second[at] for at in one | other} == one | other


def test_the_first_page_of_a_form_leaves_the_rest_empty() -> None:
    assert merge_page(b"", {1: 4}, 3) == bytes([0, 4, 0])


def test_a_save_that_arrives_after_a_later_one_of_the_same_page_is_not_noted() -> None:
    draft = note_sequence(Draft(), "page", 5)

    assert draft is not None
    assert note_sequence(draft, "page", 5) is None
    assert note_sequence(draft, "page", 4) is None
    assert note_sequence(draft, "page", 6) is not None
    assert note_sequence(draft, "another page", 1) is not None


def test_the_numbers_of_the_eight_newest_pages_are_remembered() -> None:
    draft = Draft()
    for page in range(12):
        noted = note_sequence(draft, f"page {page}", 1)
        assert noted is not None
        draft = noted

    assert list(draft.sequence) == [f"page {page}" for page in range(4, 12)]
