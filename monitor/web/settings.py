"""The settings of an installation: environment over file over default. docs/configuration.md lists them all."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import Misconfigured
from monitor.mail.settings import LOOPBACK, MailSettings, Security, Server
from monitor.model import Limits
from monitor.services.provider import ProviderSettings
from monitor.web.oidc_settings import provider_settings

SECRET_KEY_CHARACTERS = 32
DEFAULT_URL = "http://127.0.0.1:5000"
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+")
_KINDS = {bool: "true of false", int: "getal", float: "getal tussen 0 en 1, zoals 0.7"}
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_HTTPS = re.compile(r"https://[^\s,;<>\"]+")


@dataclass(frozen=True)
class Settings:
    """Everything that an installation can set, with its default; no secret has one."""

    instance: Path
    """Folder with the configuration, keys and databases."""
    demo: bool = False
    """An invented house: loopback only, no mail, no real house."""
    secret_key: str = ""
    """Signs form tokens, seals second factors and hashes recovery codes and the throttle; at least 32 characters."""
    base_url: str = DEFAULT_URL
    """Under which address people reach the monitor; links use it, and no other host is answered."""
    host: str = "127.0.0.1"
    """Address on which the server listens."""
    port: int = 5000
    processes: int = 1
    """Server processes that share the port."""
    threads: int = 4
    """Threads of each process; two are best where two processes share two cores."""
    behind_proxy: bool = False
    """Trust X-Forwarded-For and -Proto of a proxy on this machine."""
    session_hours: int = 12
    """How long a sign-in lasts at the most."""
    alpha_threshold: float = Limits.alpha
    """What Cronbach's alpha is judged by when a wave is closed."""
    smallest_difference: float = Limits.difference
    """Scale points below which a difference is not called one, however sure it is."""
    contact: str = ""
    """Whom to tell about a page that is not accessible or about personal data."""
    organisation: str = ""
    """Who runs this monitor and answers for the data: a municipality, by its full name."""
    security_contact: str = ""
    """Whom to tell about a leak: an e-mail address or https address, for security.txt."""
    tick: bool = True
    """Do what is due every minute, inside the server; false where a timer calls `flask tick`."""
    smtp_host: str = ""
    """The mail server that takes mail; empty: no mail leaves."""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    """starttls, tls, or none (only to a mail server on this machine itself)."""
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    """The address in From; what comes back goes there."""
    mail_per_minute: int = 60
    """The most mails of one house in a minute."""
    mail_per_day: int = 2000
    """The most mails of one house on a day."""
    imap_host: str = ""
    """The mailbox of mail_from, to read what came back; empty: bounces are entered by hand."""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_user: str = ""
    imap_password: str = field(default="", repr=False)
    imap_folder: str = "INBOX"
    oidc_issuer: str = ""
    """The OpenID Connect provider of the organisation; empty: people sign in with a password."""
    oidc_name: str = "uw organisatie"
    """How the button calls it."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_private_key: str = ""
    """Path of a PEM key for private_key_jwt, in place of a secret."""
    oidc_acr: str = ""
    """The acr that a sign-in must have; then the provider's second factor counts as ours."""

    @cached_property
    def hosts(self) -> list[str]:
        """Host names that are answered."""
        own = urlsplit(self.base_url).hostname or ""
        return [own, *LOOPBACK] if own in LOOPBACK else [own]

    @cached_property
    def mail(self) -> MailSettings:
        """How mail leaves: the demo writes it into its folder. Raises Misconfigured."""
        if self.demo:
            return MailSettings(folder=self.instance / "mail", sender="monitor@voorbeeldstreek.example")
        return MailSettings(
            smtp=_server(self, "smtp"),
            sender=self.mail_from,
            per_minute=self.mail_per_minute,
            per_day=self.mail_per_day,
            bounces=_server(self, "imap"),
        )

    @cached_property
    def provider(self) -> ProviderSettings | None:
        """The organisation's OpenID Connect provider, or None. Raises Misconfigured."""
        return provider_settings(self)

    @cached_property
    def secure(self) -> bool:
        """Whether cookies are for HTTPS alone."""
        return urlsplit(self.base_url).scheme == "https"


def instance_folder(root: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of this installation: MONITOR_INSTANCE, or instance/ beside run.py."""
    return Path(environment.get("MONITOR_INSTANCE") or root / "instance").resolve()


def read_settings(instance: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a folder: MONITOR_<NAME>, else monitor.toml, else the default. Raises Misconfigured."""
    values = _read_file(instance / "monitor.toml")
    known = {field.name: field for field in fields(Settings) if field.name != "instance"}
    for name in values.keys() - known.keys():
        raise Misconfigured(f"{instance / 'monitor.toml'}: {name!r} is geen instelling. Zie docs/configuration.md.")
    for name in known:
        if text := environment.get(f"MONITOR_{name.upper()}"):
            values[name] = text
    types = {name: type(getattr(Settings(instance), name)) for name in known}
    converted: dict[str, Any] = {name: _convert(name, values[name], types[name]) for name in values}
    return Settings(instance=instance, **converted)


def _read_file(path: Path) -> dict[str, object]:
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"{path} is niet te lezen: {error}.") from error


def _convert(name: str, value: object, kind: type) -> object:
    text = str(value).strip()
    if kind is bool and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind is int and text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    if kind is float and _NUMBER.fullmatch(text) and 0 < float(text) < 1:
        return float(text)
    if kind is str:
        return text
    raise Misconfigured(f"Instelling {name}: {value!r} is geen {_KINDS[kind]}.")


def _server(settings: Settings, kind: str) -> Server | None:
    """The mail server of a group of settings, or None. Raises Misconfigured for an unprotected one elsewhere."""
    host, security = getattr(settings, f"{kind}_host"), getattr(settings, f"{kind}_security")
    if not host:
        return None
    if security not in list(Security):
        raise Misconfigured(f"Instelling {kind}_security: {security!r} is geen starttls, tls of none.")
    if security == Security.NONE and host not in LOOPBACK:
        raise Misconfigured(
            f"Instelling {kind}_security is none, maar {host} is een andere machine: dan leest iemand onderweg mee. "
            "Kies starttls of tls."
        )
    return Server(
        host,
        getattr(settings, f"{kind}_port"),
        Security(security),
        getattr(settings, f"{kind}_user"),
        getattr(settings, f"{kind}_password"),
        settings.imap_folder,
    )


def check_start(settings: Settings) -> None:
    """Raise Misconfigured, one sentence each, for what must not be served."""
    if len(settings.secret_key) < SECRET_KEY_CHARACTERS:
        raise Misconfigured(
            f"secret_key ontbreekt of is korter dan {SECRET_KEY_CHARACTERS} tekens. Maak er een met: python3 -c "
            f"'import secrets; print(secrets.token_hex(32))' en zet hem in {settings.instance / 'monitor.toml'} als "
            'secret_key = "...", of in MONITOR_SECRET_KEY.'
        )
    try:
        url = urlsplit(settings.base_url)
        known = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        known = False
    if not known:
        raise Misconfigured(f"base_url {settings.base_url!r} is geen adres. Een voorbeeld: https://monitor.example.nl")
    loopback = url.hostname in LOOPBACK
    if url.scheme == "http" and not loopback:
        raise Misconfigured(f"base_url {settings.base_url} is niet versleuteld. Gebruik een adres met https.")
    if settings.demo and not (loopback and settings.host in LOOPBACK):
        raise Misconfigured("De demo draait alleen op deze machine zelf: zet host op 127.0.0.1.")
    if settings.demo and (settings.smtp_host or settings.imap_host):
        raise Misconfigured("De demo verstuurt geen mail: haal smtp_host en imap_host weg.")
    named = settings.security_contact
    if named and not (_ADDRESS.fullmatch(named) or _HTTPS.fullmatch(named)):
        raise Misconfigured(f"security_contact {named!r} is geen e-mailadres en geen adres dat met https:// begint.")
    _ = settings.provider  # raises for settings of OpenID Connect that cannot be
    if settings.mail.smtp and not _ADDRESS.fullmatch(settings.mail_from):
        raise Misconfigured(
            f"mail_from {settings.mail_from!r} is geen e-mailadres. Een voorbeeld: monitor@gemeente.example"
        )
