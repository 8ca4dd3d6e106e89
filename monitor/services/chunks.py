"""The vault of a closed wave: shuffled forms in sealed chunks, and the sealed frequency table of outcomes."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.model import FrameRow, Membership, MembershipState, Outcome
from monitor.services import sealing
from monitor.services.sending import FORM

FORMS_PER_CHUNK = 8192
_CHUNK, _FRAME = b"chunk", b"frame"

Forms = NDArray[np.void]
"""One record per form: tie, overleg, beroepsgroep, attendance (-1: left empty), answers (a byte per item)."""


def layout(items: int) -> np.dtype[np.void]:
    """How `sending.pack_form` lays a form's bytes."""
    return np.dtype(
        [
            ("tie", ">u8"),
            ("overleg", ">u2"),
            ("beroepsgroep", ">u2"),
            ("attendance", ">i2"),
            ("answers", "u1", (items,)),
        ]
    )


def open_forms(key: bytes, wave: str, sealed: Iterable[bytes], items: int) -> Forms:
    """The forms of an open wave's vault, shuffled, with persons numbered anew.

    Raises Misconfigured if a form does not open with this key.
    """
    context = FORM + wave.encode()
    plain = b"".join(sealing.unseal(key, form, context) for form in sealed)
    forms = np.frombuffer(plain, dtype=layout(items)).copy()
    generator = np.random.default_rng(secrets.randbits(128))
    forms = forms[generator.permutation(forms.size)]
    _, persons = np.unique(forms["tie"], return_inverse=True)
    renumbered = generator.permutation(int(persons.max()) + 1 if forms.size else 0)
    forms["tie"] = renumbered[persons]
    return forms


def seal_chunks(key: bytes, wave: str, forms: Forms) -> Iterator[bytes]:
    """The forms in chunks, each under the vault key and bound to its wave and number."""
    for number, start in enumerate(range(0, forms.size, FORMS_PER_CHUNK)):
        plain = forms[start : start + FORMS_PER_CHUNK].tobytes()
        yield sealing.seal(key, plain, _chunk_context(wave, number))


def open_chunks(key: bytes, wave: str, chunks: Sequence[bytes], items: int) -> Forms:
    """The forms of a closed wave's vault."""
    plain = b"".join(sealing.unseal(key, sealed, _chunk_context(wave, number)) for number, sealed in enumerate(chunks))
    return np.frombuffer(plain, dtype=layout(items))


def _chunk_context(wave: str, number: int) -> bytes:
    return _CHUNK + wave.encode() + number.to_bytes(4, "big")


def count_frame(rows: Iterable[FrameRow]) -> list[FrameRow]:
    """The frequency table over all that the list knows and the outcome; who is alone in a row can be told from it."""
    counts: Counter[tuple[Outcome, tuple[tuple[str, int], ...], tuple[Membership, ...], int | None]] = Counter()
    for row in rows:
        counts[row.outcome, tuple(sorted(row.values.items())), row.memberships, row.round] += row.count
    ordered = sorted(counts.items(), key=lambda entry: repr(entry[0]))
    return [
        FrameRow(outcome, dict(values), memberships, number, round_)
        for (outcome, values, memberships, round_), number in ordered
    ]


def seal_frame(key: bytes, wave: str, rows: Sequence[FrameRow]) -> bytes:
    """The frequency table under the vault key."""
    plain = [
        [
            row.outcome,
            dict(row.values),
            [[m.overleg, m.overlegvorm, m.state] for m in row.memberships],
            row.count,
            row.round,
        ]
        for row in rows
    ]
    return sealing.seal(key, json.dumps(plain).encode(), _FRAME + wave.encode())


def open_frame(key: bytes, wave: str, sealed: bytes) -> list[FrameRow]:
    """The frequency table of a closed wave; a table sealed before rounds were kept has none."""
    return [
        FrameRow(
            Outcome(outcome),
            values,
            tuple(Membership(overleg, vorm, MembershipState(state)) for overleg, vorm, state in memberships),
            count,
            *kept,
        )
        for outcome, values, memberships, count, *kept in json.loads(
            sealing.unseal(key, sealed, _FRAME + wave.encode())
        )
    ]
