"""A benchmark file as text and back: JSON with whole numbers and texts only, and a signature over its content.

Signed is the content without the signature in its shortest form (keys sorted, no spaces, UTF-8), so that how a file is
laid out does not matter and what it says does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import BadInput
from monitor.results.benchmark import BenchmarkFile
from monitor.services.benchmark.signing import sign, verify
from monitor.services.benchmark.strict import read_record
from monitor.services.installation import Installation
from monitor.services.records import to_plain

FORMAT = 1
MOST_BYTES = 1_000_000
"""Of a file; a questionnaire of 48 statements takes some 20,000."""
_HEAD = "benchmark"
_SIGNATURE = "signature"


@dataclass(frozen=True)
class SignedFile:
    """A file whose signature fits its content. fingerprint: of the key that signed it."""

    file: BenchmarkFile
    fingerprint: str


def to_text(installation: Installation, file: BenchmarkFile) -> str:
    """A signed file as text, laid out for people. Raises as `sign`."""
    content = content_of(file)
    key, signature = sign(installation, file.house, _shortest(content))
    whole = {**content, _SIGNATURE: {"algorithm": "Ed25519", "key": key, "value": signature}}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def content_of(file: BenchmarkFile) -> dict[str, Any]:
    """All that a file says, as it is signed."""
    return {_HEAD: FORMAT, **to_plain(file)}


def from_bytes(data: bytes) -> SignedFile:
    """A file and whose key signed it. Raises BadInput with the first reason why it cannot be one."""
    if len(data) > MOST_BYTES:
        raise BadInput(f"Het bestand is te groot: {len(data)} bytes, en {MOST_BYTES} is het meeste.")
    content = _parse(data)
    found = content.pop(_SIGNATURE, None)
    if content.get(_HEAD) != FORMAT or not isinstance(found, dict):
        raise BadInput(f"Dit is geen benchmarkbestand van vorm {FORMAT}, of het is afgebroken.")
    key, value = found.get("key"), found.get("value")
    if found.keys() != {"algorithm", "key", "value"} or found["algorithm"] != "Ed25519":
        raise BadInput("De handtekening is niet van het soort dat wij kennen (Ed25519).")
    if not isinstance(key, str) or not isinstance(value, str):
        raise BadInput("De handtekening of de sleutel in het bestand is beschadigd.")
    fingerprint = verify(key, value, _shortest(content))
    del content[_HEAD]
    return SignedFile(read_record(BenchmarkFile, content), fingerprint)


def _parse(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.decode(), parse_float=_no_float, parse_constant=_no_float)
    except UnicodeDecodeError:
        raise BadInput("Het bestand is geen tekst in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"Het bestand is afgebroken of geen JSON: regel {error.lineno}, teken {error.colno}.") from None
    except RecursionError:
        raise BadInput("Het bestand is te diep genest.") from None
    except ValueError:
        raise BadInput("Het bestand bevat een getal met te veel cijfers.") from None
    if not isinstance(found, dict):
        raise BadInput("Het bestand is geen groep velden tussen accolades.")
    return found


def _no_float(text: str) -> float:
    raise BadInput(f"Het bestand bevat {text[:20]}: alleen hele getallen mogen.")


def _shortest(content: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        raise BadInput("Het bestand is te diep genest of bevat tekens die geen tekst zijn.") from None
