"""The settings of OpenID Connect: checked at the start, and as the record that the services take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Misconfigured
from monitor.services.provider import ProviderSettings, is_protected

if TYPE_CHECKING:
    from monitor.web.settings import Settings


def provider_settings(settings: Settings) -> ProviderSettings | None:
    """Who the provider is, or None without one. Raises Misconfigured, one sentence each."""
    issuer = settings.oidc_issuer
    if not issuer:
        return None
    if not is_protected(issuer) or "?" in issuer or "#" in issuer:
        raise Misconfigured(
            f"oidc_issuer {issuer!r} is geen adres met https. Een voorbeeld: https://login.gemeente.example"
        )
    if not settings.oidc_client_id:
        raise Misconfigured(
            "oidc_client_id ontbreekt: onder welke naam kent de aanbieder van oidc_issuer deze monitor?"
        )
    if bool(settings.oidc_client_secret) == bool(settings.oidc_private_key):
        raise Misconfigured("Zet bij oidc_issuer een van de twee: oidc_client_secret of oidc_private_key.")
    return ProviderSettings(
        issuer=issuer,
        name=settings.oidc_name,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        private_key=_read_key(settings) if settings.oidc_private_key else b"",
        acr=settings.oidc_acr,
    )


def _read_key(settings: Settings) -> bytes:
    """The PEM; a path that is not absolute is one in the folder of the installation."""
    from monitor.services.provider_network import read_private_key  # it loads requests and Authlib: only if used

    path = settings.instance / Path(settings.oidc_private_key)
    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise Misconfigured(f"oidc_private_key: {path} is niet te lezen.") from None
    if mode & 0o077:
        raise Misconfigured(f"Anderen kunnen {path} lezen. Herstel dat met: chmod 600 {path}")
    read_private_key(pem)
    return pem
