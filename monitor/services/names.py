"""Names that people type: what is refused, and what counts as the same spelling."""

from __future__ import annotations

import unicodedata

from monitor.errors import BadInput

LONGEST_NAME = 120


def check_name(name: str) -> None:
    """Raise BadInput for a name that is empty, too long, or holds signs that cannot be seen or turn text round."""
    invisible = any(unicodedata.category(sign)[0] == "C" for sign in name)
    if not name.strip() or len(name) > LONGEST_NAME or invisible:
        raise BadInput(
            f"Een naam heeft 1 tot en met {LONGEST_NAME} zichtbare tekens, zonder regeleinden of onzichtbare tekens."
        )


def fold(text: str) -> str:
    """By what two spellings are the same: without capitals, accents, double spaces and signs around words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())
