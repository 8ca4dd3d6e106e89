"""A draft as bytes, and the rule by which two devices fill in one draft without undoing each other."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from dataclasses import replace

from monitor.model import Draft, OwnWords
from surveys.answers import EMPTY

WORDS_CHARACTERS = 2000
WORDS_BYTES = 6000
CONTACT_CHARACTERS = 254
WORDS_SIZE = 8192
"""Bytes that hold any comment and address that the page takes."""
_LENGTH = struct.Struct(">I")
NONCE_CHARACTERS = 32
_NONCES_KEPT = 8
_FIXED_BYTES = 100 + _NONCES_KEPT * (NONCE_CHARACTERS + 24)
_PER_OVERLEG_BYTES = 40
_STEP = 256


def draft_size(items: int, parts: int, overleggen: int) -> int:
    """Bytes that hold any draft of a wave: answers (base64) about every overleg, and which parts of it were seen."""
    needed = _FIXED_BYTES + overleggen * (_PER_OVERLEG_BYTES + 4 * -(-items // 3) + 4 * parts)
    return (needed // _STEP + 1) * _STEP


def encode_draft(draft: Draft) -> bytes:
    """A draft as compact JSON."""
    return json.dumps(
        {
            "attendance": {str(code): times for code, times in draft.attendance.items()},
            "answers": {str(code): base64.b64encode(given).decode() for code, given in draft.answers.items()},
            "seen": {str(code): sorted(parts) for code, parts in draft.seen.items()},
            "sequence": dict(draft.sequence),
        },
        separators=(",", ":"),
    ).encode()


def decode_draft(data: bytes) -> Draft:
    """The draft of those bytes."""
    fields = json.loads(data)
    return Draft(
        attendance={int(code): times for code, times in fields["attendance"].items()},
        answers={int(code): base64.b64decode(given) for code, given in fields["answers"].items()},
        seen={int(code): frozenset(parts) for code, parts in fields["seen"].items()},
        sequence=fields["sequence"],
    )


def encode_words(words: OwnWords) -> bytes:
    """A comment and an address: the comment's length, then both as UTF-8."""
    comment = words.comment.encode()
    return _LENGTH.pack(len(comment)) + comment + words.contact.encode()


def decode_words(data: bytes) -> OwnWords:
    """The comment and the address of those bytes."""
    end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    return OwnWords(data[_LENGTH.size : end].decode(), data[end:].decode())


def merge_page(given: bytes, changed: Mapping[int, int], items: int) -> bytes:
    """Put changed answers (position -> code) into a form's bytes; what the page did not change stays as it is."""
    merged = bytearray(given or bytes([EMPTY]) * items)
    for position, code in changed.items():
        merged[position] = code
    return bytes(merged)


def note_sequence(draft: Draft, nonce: str, number: int) -> Draft | None:
    """Note the number of a save by one opened page; None if a later save of that page is already in."""
    if draft.sequence.get(nonce, -1) >= number:
        return None
    kept = {key: value for key, value in draft.sequence.items() if key != nonce}
    while len(kept) >= _NONCES_KEPT:
        kept.pop(next(iter(kept)))
    return replace(draft, sequence={**kept, nonce: number})
