"""Whether an ID token is what it says: signature, issuer, audience, times, nonce and acr."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from monitor.services.provider import Provider, ProviderSettings, refused
from monitor.store.identities import Identity

LEEWAY_SECONDS = 60
LONGEST_SUBJECT = 255


def check_id_token(provider: Provider, token: str, *, nonce: str, now: datetime) -> Identity:
    """Who an ID token is about. Raises SignInRefused with the one thing that is wrong, ProviderDown."""
    settings = provider.settings
    found = _open(provider, token)
    claims = CodeIDToken(
        found.claims, found.header, _wanted(settings), {"nonce": nonce, "client_id": settings.client_id}
    )
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except ExpiredTokenError:
        raise refused(settings, "exp") from None
    except ClaimError as error:
        raise refused(settings, _claim(error)) from None
    if settings.acr and claims.get("acr") != settings.acr:
        raise refused(settings, "acr")
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise refused(settings, "sub")
    return Identity(settings.issuer, subject)


def _open(provider: Provider, token: str) -> jwt.Token:
    """The token if its signature is the provider's; a key that is not known yet is fetched, once."""
    registry = JWSRegistry(algorithms=provider.metadata().algorithms, strict_check_header=False)
    try:
        try:
            return jwt.decode(token, provider.keys(), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):  # the keys were changed, or it is no token of theirs
            return jwt.decode(token, provider.keys(again=True), registry=registry)
    except (JoseError, ValueError, TypeError):  # the last two: no token at all, or a header of other types
        raise refused(provider.settings, "signature") from None


def _wanted(settings: ProviderSettings) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }


def _claim(error: ClaimError) -> str:
    """Which claim was wrong: one of ours, never a text of the token."""
    known = {"iss", "aud", "sub", "azp", "exp", "iat", "nbf", "nonce", "acr"}
    return next((name for name in str(getattr(error, "claim", "")).split(",") if name in known), "claims")


def is_same_issuer(settings: ProviderSettings, answer: Mapping[str, str]) -> bool:
    """Whether an answer that names its issuer (RFC 9207) names ours; one that names none passes."""
    return answer.get("iss", settings.issuer) == settings.issuer
