"""Tokens with which a program of the municipality reads what may leave one house, until a last day.

A token is the house's id, a dot and a secret: the house is part of what is checked, so no request can name another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.errors import NotFound
from monitor.model import Actor
from monitor.services import audit, sealing
from monitor.services.installation import Installation
from monitor.services.outside_access import (
    KEPT,
    check_until,
    hash_secret,
    new_id,
    new_secret,
    read_label,
    today_of,
)
from monitor.store import api_tokens
from monitor.store.api_tokens import ApiToken

DEFAULT_DAYS = 365
_KIND = "api"


@dataclass(frozen=True)
class Reader:
    """A program that reads: of which house, and by which token (its id, not the secret)."""

    house: str
    token: str


def make_api_token(installation: Installation, house: str, *, label: str, until: date, by: str, actor: Actor) -> str:
    """Make a token; gives it, and stores it nowhere. Raises BadInput for a label or a last day that cannot be."""
    label = read_label(label)
    check_until(installation, until)
    token, today, db = f"{house}.{new_secret()}", today_of(installation), installation.house(house)
    made = ApiToken(new_id(), label, by, today, until)
    with db.atomic():
        api_tokens.insert_api_token(db, made, token_hash=hash_secret(_KIND, token))
        audit.note(db, installation.now(), actor, what="api_token.made", target=made.id, result=f"until {until}")
    return token


def withdraw_api_token(installation: Installation, house: str, token: str, *, actor: Actor) -> None:
    """Let a token (by its id) open nothing from now on. Raises NotFound for one that does not work any more."""
    db = installation.house(house)
    with db.atomic():
        if not api_tokens.update_api_token_withdrawn(db, token=token, today=today_of(installation)):
            raise NotFound("Dit token is er niet meer, of werkte al niet meer.")
        audit.note(db, installation.now(), actor, what="api_token.withdrawn", target=token)


def list_api_tokens(installation: Installation, house: str) -> Sequence[ApiToken]:
    """The tokens that work, and those that ended in the last year."""
    return api_tokens.select_api_tokens(installation.house(house), ended_since=today_of(installation) - KEPT)


def find_reader(installation: Installation, token: str) -> Reader | None:
    """Whose token this is; None for one that is unknown, withdrawn, over or no token at all. Changes nothing."""
    house, _, secret = token.partition(".")
    if not sealing.is_token(secret):
        return None
    try:
        db = installation.house(house)
    except NotFound:
        return None
    found = api_tokens.select_api_token(db, token_hash=hash_secret(_KIND, token), today=today_of(installation))
    return None if found is None else Reader(house, found.id)


def is_working(token: ApiToken, today: date) -> bool:
    """Whether a token opens something on a day."""
    return token.withdrawn_on is None and today <= token.until
