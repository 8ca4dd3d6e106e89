"""What read-only links and tokens for programs share: a secret that is shown once, and a last day.

Both open only what may leave the house. The secret has 128 random bits; the database keeps a hash of it, so finding one
compares hashes that nobody who guesses can steer.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from monitor.errors import BadInput
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.names import check_name, single_spaced

LONGEST = timedelta(days=365)
KEPT = timedelta(days=365)
"""How long what has ended stays in the list of the coordinator; the tick deletes it afterwards."""
_SECRET_BYTES = 16


def new_secret() -> str:
    """A fresh secret, 22 URL-safe characters."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_id() -> str:
    """By what a link or a token is named on pages and in the log; opens nothing."""
    return secrets.token_hex(8)


def hash_secret(kind: str, secret: str) -> bytes:
    """What the database keeps; a link is no token for a program, nor the other way round."""
    return hashlib.sha256(f"{kind} {secret}".encode()).digest()


def today_of(installation: Installation) -> date:
    """The day in the Netherlands."""
    return local_date(installation.now())


def read_label(label: str) -> str:
    """For whom it is, as it is kept. Raises BadInput."""
    read = single_spaced(label)
    check_name(read)
    return read


def check_until(installation: Installation, until: date) -> None:
    """Raise BadInput for a last day that is over or more than a year away."""
    today = today_of(installation)
    if not today <= until <= today + LONGEST:
        raise BadInput("Kies een laatste dag vanaf vandaag, en ten hoogste een jaar vooruit.")
