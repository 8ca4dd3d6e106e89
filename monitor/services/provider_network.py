"""The only place that calls an OpenID Connect provider: requests, and Authlib's client for the exchange of a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from monitor.errors import Misconfigured, ProviderDown
from monitor.services.provider import Exchange, Metadata, Network, ProviderSettings, down, refused

SECONDS = 5.0
"""How long a provider may be silent, at connecting and at every read."""
_ASSERTION_LIVES = timedelta(minutes=5)
_RSA_BITS = 2048
_NO_ANSWER = (requests.RequestException, ValueError)
"""ValueError: no JSON, or no object in it."""


def network() -> Network:
    """The real network."""
    return Network(get_document, exchange)


def get_document(url: str) -> Mapping[str, Any]:
    """A JSON object from an address; a redirect is not followed. Raises ProviderDown."""
    try:
        response = requests.get(url, timeout=SECONDS, allow_redirects=False, headers={"Accept": "application/json"})
        found = response.json() if response.status_code == requests.codes.ok else None
    except _NO_ANSWER:
        found = None
    if not isinstance(found, dict):
        raise ProviderDown("De aanbieder van OpenID Connect geeft geen antwoord.")
    return found


def exchange(settings: ProviderSettings, metadata: Metadata, given: Exchange) -> str:
    """The ID token for a code. Raises ProviderDown, SignInRefused."""
    with session(settings, metadata, given) as client:
        try:
            token = client.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=given.code,
                code_verifier=given.verifier,
                timeout=SECONDS,
                allow_redirects=False,
            )
        except OAuthError:
            raise refused(settings, "exchange") from None
        except _NO_ANSWER:
            raise down(settings) from None
    found = token.get("id_token")
    if not isinstance(found, str):
        raise refused(settings, "no-id-token")
    return found


def session(settings: ProviderSettings, metadata: Metadata, given: Exchange) -> OAuth2Session:
    """Authlib's client, which shows who we are by our key, or else by our secret in the way the provider takes."""
    common = {"client_id": settings.client_id, "redirect_uri": given.redirect_uri}
    if settings.private_key:
        key, algorithm = read_private_key(settings.private_key)
        now = int(given.now.timestamp())
        claims = {"iat": now, "exp": now + int(_ASSERTION_LIVES.total_seconds())}
        client = OAuth2Session(**common, client_secret=key, token_endpoint_auth_method=PrivateKeyJWT.name)
        client.register_client_auth_method(
            PrivateKeyJWT(metadata.token_endpoint, claims=claims, headers={"kid": key.kid}, alg=algorithm)
        )
        return client
    basic, post = "client_secret_basic", "client_secret_post"
    method = post if post in metadata.auth_methods and basic not in metadata.auth_methods else basic
    return OAuth2Session(**common, client_secret=settings.client_secret, token_endpoint_auth_method=method)


def read_private_key(pem: bytes) -> tuple[RSAKey | ECKey | OKPKey, str]:
    """A private key and the algorithm that we sign with. Raises Misconfigured for one that is of no use."""
    for kind, algorithm in ((RSAKey, "RS256"), (ECKey, "ES256"), (OKPKey, "EdDSA")):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):  # of another kind, or no key at all
            continue
        if key.is_private and _is_strong(key):
            key.ensure_kid()
            return key, algorithm
    raise Misconfigured(
        "De sleutel van oidc_private_key is niet te gebruiken. Maak een RSA-sleutel van ten minste 2048 bits "
        "(of P-256) zonder wachtwoord, als PEM."
    )


def _is_strong(key: RSAKey | ECKey | OKPKey) -> bool:
    if isinstance(key, RSAKey):
        return int(key.raw_value.key_size) >= _RSA_BITS
    return key.curve_name == ("P-256" if isinstance(key, ECKey) else "Ed25519")
