"""A sign-in at an OpenID Connect provider: out with a state, a nonce and PKCE, and back with a code, once.

What went out stands in a row, bound to the browser by a cookie that only this browser has.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from monitor.services.id_tokens import check_id_token, is_same_issuer
from monitor.services.installation import Installation
from monitor.services.provider import Exchange, Provider, refused
from monitor.store import identities as store
from monitor.store.identities import Begun, Identity

TIME_TO_COME_BACK = timedelta(minutes=15)
_LONGEST = 4096
"""Characters of a code or state; providers send far fewer."""


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and the value of the cookie that it takes along."""

    url: str = field(repr=False)
    cookie: str = field(repr=False)


@dataclass(frozen=True)
class Arrival:
    """Who came back. `strong`: the provider's second factor counts as ours. link, account: of a tie, or None."""

    identity: Identity
    strong: bool
    link: str | None
    account: str | None


def depart(
    installation: Installation,
    provider: Provider,
    *,
    redirect_uri: str,
    link: str | None = None,
    account: str | None = None,
) -> Departure:
    """Begin a sign-in; with `link` or `account` one that ties an identity. Raises ProviderDown."""
    metadata, settings = provider.metadata(), provider.settings
    state, cookie = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(48), link, account)
    db, now = installation.directory(), installation.now()
    with db.atomic():
        store.delete_old_sign_ins(db, now)
        store.insert_sign_in(
            db,
            begun,
            state_hash=_hash("state", state),
            browser_hash=_hash("browser", cookie),
            expires_at=now + TIME_TO_COME_BACK,
        )
    url = prepare_grant_uri(
        metadata.authorization_endpoint,
        client_id=settings.client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope="openid",
        state=state,
        nonce=begun.nonce,
        code_challenge=create_s256_code_challenge(begun.verifier),
        code_challenge_method="S256",
        **({"acr_values": settings.acr} if settings.acr else {}),
    )
    return Departure(str(url), cookie)


def arrive(
    installation: Installation, provider: Provider, answer: Mapping[str, str], *, cookie: str, redirect_uri: str
) -> Arrival:
    """Who came back, by the provider's answer (the query of the callback). Raises SignInRefused, ProviderDown.

    The row is gone whatever follows: an answer counts once.
    """
    settings = provider.settings
    begun = _take(installation, answer.get("state", ""), cookie)
    if begun is None:
        raise refused(settings, "state")
    if not is_same_issuer(settings, answer):
        raise refused(settings, "iss")
    if "error" in answer:
        raise refused(settings, "access_denied" if answer["error"] == "access_denied" else "provider-error")
    code = answer.get("code", "")
    if not 0 < len(code) <= _LONGEST:
        raise refused(settings, "code")
    now = installation.now()
    token = provider.network.exchange(settings, provider.metadata(), Exchange(code, begun.verifier, redirect_uri, now))
    identity = check_id_token(provider, token, nonce=begun.nonce, now=installation.now())
    return Arrival(identity, bool(settings.acr), begun.link_id, begun.account_id)


def _take(installation: Installation, state: str, cookie: str) -> Begun | None:
    if not (state and cookie) or len(state) > _LONGEST:
        return None
    db, now = installation.directory(), installation.now()
    with db.atomic():
        return store.delete_sign_in(
            db, state_hash=_hash("state", state), browser_hash=_hash("browser", cookie), now=now
        )


def _hash(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"oidc {kind} {value}".encode()).digest()
