"""A publication as canonical JSON and back, and the differences between two of them.

Canonical: UTF-8, keys sorted, no spaces, numbers with 10 significant digits, so that one content has one SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any

from monitor.results import Publication
from monitor.services.records import to_plain, to_record

RELATIVE_TOLERANCE = 1e-8


def to_text(publication: Publication) -> str:
    """Canonical JSON of a publication."""
    return json.dumps(to_plain(publication), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_text(text: str) -> Publication:
    """The publication of a canonical JSON."""
    return to_record(Publication, json.loads(text))


def fingerprint(text: str) -> str:
    """SHA-256 of a canonical JSON, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def differences(one: str, other: str) -> list[str]:
    """Paths at which two canonical JSONs differ (numbers: by more than 1e-8, relatively), never their values."""
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
    elif not _equal(one, other):
        yield path


def _equal(one: Any, other: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
    if numbers:
        return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    return bool(one == other)
