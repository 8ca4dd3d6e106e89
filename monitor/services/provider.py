"""An OpenID Connect provider over the network: its document, its keys, and a code that becomes an ID token.

`Network` is all that is asked of the network; what comes back is believed in nothing before `id_tokens` has checked it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from monitor.errors import ProviderDown, SignInRefused
from monitor.mail.settings import LOOPBACK

KEPT = timedelta(hours=1)
KEYS_AGAIN = timedelta(minutes=1)
"""How often keys are fetched anew because a token names one that is not known."""
DOWN = timedelta(seconds=20)
"""How long a provider that did not answer is left alone: nobody can keep all threads waiting for it."""
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Never `none`, and never HS256: with that, everybody who knows a public key or the secret makes tokens."""


@dataclass(frozen=True)
class ProviderSettings:
    """Who the provider is and who we are to it. `private_key`: a PEM for private_key_jwt; empty: by the secret.

    `acr`: what a sign-in must have, "" for anything; with it, the provider's second factor counts as ours.
    """

    issuer: str
    name: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    private_key: bytes = field(default=b"", repr=False)
    acr: str = ""


@dataclass(frozen=True)
class Metadata:
    """What the provider's document says. algorithms: asymmetric ones alone, never empty."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    algorithms: tuple[str, ...]
    auth_methods: tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """A code that came back, with what belongs to it."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    now: datetime


@dataclass(frozen=True)
class Network:
    """The two ways in which the network is touched. Both raise ProviderDown; `exchange` SignInRefused as well."""

    get_document: Callable[[str], Mapping[str, Any]]
    exchange: Callable[[ProviderSettings, Metadata, Exchange], str]
    """Gives the ID token as it came."""


class Provider:
    """One provider: its document and its keys, fetched when first asked for and kept for an hour."""

    def __init__(self, settings: ProviderSettings, network: Network, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.network = network
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._down: datetime | None = None

    def metadata(self) -> Metadata:
        """The provider's document. Raises ProviderDown."""
        with self._lock:
            if self._metadata is None or not self._is_within(self._metadata[0], KEPT):
                url = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._metadata = (self._clock(), read_metadata(self._fetch(url), self.settings))
            return self._metadata[1]

    def keys(self, *, again: bool = False) -> KeySet:
        """The provider's public keys; again: fetch them anew, unless that was just done. Raises ProviderDown."""
        metadata = self.metadata()
        with self._lock:
            if self._keys is None or not self._is_within(self._keys[0], KEYS_AGAIN if again else KEPT):
                self._keys = (self._clock(), read_keys(self._fetch(metadata.jwks_uri), self.settings))
            return self._keys[1]

    def _is_within(self, moment: datetime, duration: timedelta) -> bool:
        """Whether a moment is less than so long ago; one in the future (a clock set back) is not."""
        return timedelta(0) <= self._clock() - moment < duration

    def _fetch(self, url: str) -> Mapping[str, Any]:
        if self._down is not None and self._is_within(self._down, DOWN):
            raise down(self.settings)
        try:
            found = self.network.get_document(url)
        except ProviderDown:
            self._down = self._clock()
            raise down(self.settings) from None
        self._down = None
        return found


def read_metadata(document: Mapping[str, Any], settings: ProviderSettings) -> Metadata:
    """The provider's document, checked: our issuer, addresses with https, algorithms with a public key."""
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = {name: str(document.get(name, "")) for name in names}
    offered = document.get("id_token_signing_alg_values_supported", ["RS256"])
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if document.get("issuer") != settings.issuer or not all(map(is_protected, addresses.values())):
        raise down(settings)
    if not isinstance(offered, list) or not isinstance(methods, list):
        raise down(settings)
    algorithms = tuple(name for name in ASYMMETRIC if name in offered)
    if not algorithms:
        raise down(settings)
    return Metadata(**addresses, algorithms=algorithms, auth_methods=tuple(map(str, methods)))


def read_keys(document: Mapping[str, Any], settings: ProviderSettings) -> KeySet:
    """The public keys of a set that may sign; keys of other kinds in it are left out."""
    found = document.get("keys")
    if not isinstance(found, list):
        raise down(settings)
    kinds = [key for key in found if isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP")]
    try:
        return KeySet.import_key_set({"keys": [key for key in kinds if key.get("use", "sig") == "sig"]})
    except (JoseError, ValueError, KeyError, TypeError):
        raise down(settings) from None


def is_protected(address: str) -> bool:
    """Whether an address is one with https, or on this machine itself."""
    try:
        url = urlsplit(address)
        known = bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    return known and (url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK))


def down(settings: ProviderSettings) -> ProviderDown:
    """The one sentence for a provider that does not answer, or not as it should."""
    return ProviderDown(
        f"Inloggen bij {settings.name} lukt nu niet. Probeer het straks opnieuw, of log in met uw wachtwoord."
    )


def refused(settings: ProviderSettings, reason: str) -> SignInRefused:
    """The sentence for a sign-in that is none; what exactly was wrong is for the log."""
    if reason == "acr":
        sentence = (
            f"Log bij {settings.name} in met een tweede stap, zoals een code op uw telefoon, en probeer het opnieuw."
        )
    elif reason == "access_denied":
        sentence = f"U bent gestopt met inloggen bij {settings.name}. Begin opnieuw, of log in met uw wachtwoord."
    else:
        sentence = (
            f"Inloggen bij {settings.name} is niet gelukt. Begin opnieuw. Lukt het weer niet, vraag het dan aan de "
            "beheerder van deze monitor."
        )
    return SignInRefused(sentence, reason)
