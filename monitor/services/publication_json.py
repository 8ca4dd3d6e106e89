"""A publication as canonical JSON and back, and the differences between two of them.

Canonical: UTF-8, keys sorted, no spaces, numbers with 10 significant digits (optimised ones 6), so that one content
has one SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any

from monitor.errors import Misconfigured
from monitor.results import Publication
from monitor.services.records import OPTIMISED, to_plain, to_record

FORMAT = 5
"""Of the records that a publication is made of."""
RELATIVE_TOLERANCE = 1e-8
OPTIMISED_TOLERANCE = 1e-5
"""For numbers that an iteration finds, which are stored with 6 significant digits."""


def to_text(publication: Publication) -> str:
    """Canonical JSON of a publication."""
    return json.dumps(to_plain(publication), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_text(text: str) -> Publication:
    """The publication of a canonical JSON. Raises Misconfigured for one of another version of this program."""
    plain = json.loads(text)
    if plain.get("format") != FORMAT:
        raise Misconfigured(
            f"Deze publicatie heeft vorm {plain.get('format')}; deze versie van het programma leest vorm {FORMAT}."
        )
    return to_record(Publication, plain)


def read_response(text: str) -> tuple[float, float] | None:
    """(response, forms per person who answered) of a canonical JSON, without making records of all the rest.

    None in one of another version, and where it does not tell.
    """
    plain = json.loads(text)
    if plain.get("format") != FORMAT:
        return None
    report = plain["report"]
    rate, people = report["response"]["rate"], report["respondents"]
    return (rate, report["forms"] / people) if rate and people else None


def fingerprint(text: str) -> str:
    """SHA-256 of a canonical JSON, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def differences(one: str, other: str) -> list[str]:
    """Paths at which two canonical JSONs differ (numbers: by more than 1e-8, optimised ones 1e-5,
    relatively), never their values."""
    return list(_differences(json.loads(one), json.loads(other), ""))


def _differences(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            place = f"{path}.{key}" if path else key
            if key not in one or key not in other:
                yield place
            else:
                yield from _differences(one[key], other[key], place)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{path}[]"
        for index, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from _differences(left, right, f"{path}[{index}]")
    elif not _equal(one, other, OPTIMISED_TOLERANCE if path.rpartition(".")[2] in OPTIMISED else RELATIVE_TOLERANCE):
        yield path


def _equal(one: Any, other: Any, tolerance: float) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    if numbers:
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=1e-12)
    return bool(one == other)
