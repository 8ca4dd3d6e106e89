"""The texts of a questionnaire: which characters and placeholders they may have, and putting values in the latter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from surveys.fields import Field
from surveys.questionnaire import Texts

PERIOD = ("period_start", "period_end")
"""The placeholders of a background question: first and last day of the reference period, written out."""
MAX_LENGTH = 5_000
_JOINERS = "\u200c\u200d"  # zero-width, but Persian and Hindi are not readable without them
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def read_texts(
    field: Field, languages: Sequence[str], *, placeholders: Sequence[str] = (), lines: bool = False
) -> Texts:
    """Return a text in every language. `lines`: line breaks allowed. `placeholders`: names allowed between braces."""
    return {
        language: read_text(text, placeholders=placeholders, lines=lines)
        for language, text in field.languages_table(languages).items()
    }


def read_text(field: Field, *, placeholders: Sequence[str] = (), lines: bool = False) -> str:
    """Return one text without spaces around it. Refused: empty, too long, invisible characters, unknown braces."""
    text = field.string().strip()
    if not text:
        raise field.refusal("deze tekst is leeg; vul hem in")
    if len(text) > MAX_LENGTH:
        raise field.refusal(f"deze tekst is langer dan {MAX_LENGTH} tekens; maak hem korter")
    invisible = next((sign for sign in text if not _is_allowed(sign, lines=lines)), None)
    if invisible is not None:
        raise field.refusal(f"hier staat het onzichtbare teken U+{ord(invisible):04X}; haal dat teken weg")
    _check_placeholders(field, text, placeholders)
    return text


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Put values in the placeholders of a text. KeyError if one is missing; braces inside a value stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def placeholders_in(text: str) -> frozenset[str]:
    """Return the names between braces."""
    return frozenset(_PLACEHOLDER.findall(text))


def _is_allowed(sign: str, *, lines: bool) -> bool:
    """Refuse controls, reversers of text direction, unassigned signs (all C*), and line breaks unless `lines`."""
    if sign == "\n":
        return lines
    category = unicodedata.category(sign)
    return sign in _JOINERS or (category[0] != "C" and category not in ("Zl", "Zp"))


def _check_placeholders(field: Field, text: str, allowed: Sequence[str]) -> None:
    rest = _PLACEHOLDER.sub(lambda found: "" if found[1] in allowed else found[0], text)
    if "{" not in rest and "}" not in rest:
        return
    names = " en ".join(f"{{{name}}}" for name in allowed)
    advice = f"gebruik alleen {names}" if allowed else "haal { en } weg"
    raise field.refusal(f"hier staat iets tussen accolades dat niet ingevuld kan worden; {advice}")
