"""Links, hashes and seals: everything that is derived from the link key, a wave's secrets or a token.

HMAC-SHA256 derives (each purpose has its own label), AES-256-GCM seals with a fresh 96-bit nonce in front.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from monitor.errors import Misconfigured

SECRET_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_NONCE_BYTES = 12
_LENGTH_BYTES = 4


def _derive(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, b"\x00".join(len(part).to_bytes(4, "big") + part for part in parts), hashlib.sha256)


def make_token(link_key: bytes, *, wave_secret: bytes, invitation: str, link_number: int) -> str:
    """The 128-bit token of a link, as 22 URL-safe characters; it can be made again for a reminder."""
    digest = _derive(link_key, b"link", wave_secret, invitation.encode(), str(link_number).encode())
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def is_token(text: str) -> bool:
    """Whether a text has the form of a token."""
    return _TOKEN.match(text) is not None


def hash_token(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(b"invitation" + token.encode()).digest()


def handle_of(token: str) -> str:
    """The clean address of a link: tells two links in one browser apart, and opens nothing."""
    return hashlib.sha256(b"handle" + token.encode()).hexdigest()[:16]


def draft_id(token: str) -> bytes:
    """Under which id a draft lies; cannot be matched with the invitation's hash without the token."""
    return hashlib.sha256(b"draft id" + token.encode()).digest()[:16]


def words_id(token: str) -> bytes:
    """Under which id a comment and an address lie until they are sent; cannot be matched with the draft either."""
    return hashlib.sha256(b"words id" + token.encode()).digest()[:16]


def draft_key(token: str) -> bytes:
    """The key of a draft: only who has the link opens it."""
    return _derive(token.encode(), b"draft key")


def wave_key(link_key: bytes, wave_secret: bytes) -> bytes:
    """The key of a wave's sealed forms, until closing."""
    return _derive(link_key, b"wave key", wave_secret)


def vault_key(link_key: bytes, vault_secret: bytes) -> bytes:
    """The key of a closed wave's chunks, until the retention date."""
    return _derive(link_key, b"vault key", vault_secret)


def account_key(secret: bytes, purpose: str) -> bytes:
    """A key made of secret_key for one purpose in accounts. Raises Misconfigured without a secret_key."""
    if not secret:
        raise Misconfigured("Zonder secret_key zijn er geen accounts. Zet secret_key in monitor.toml.")
    return _derive(secret, b"account", purpose.encode())


def keyed_hash(key: bytes, *parts: str) -> bytes:
    """What is stored of something short that must be found again and not be guessed without the key."""
    return _derive(key, *(part.encode() for part in parts))


def mail_mark(link_key: bytes, mail: str) -> str:
    """What only our own copy of a mail holds: its id in the outbox, and 128 bits that nobody can make without the key.

    A reply does not repeat this header, and neither does a mail server's log: who has it, got the mail or got it back.
    """
    return f"{mail}-{_derive(link_key, b'mail mark', mail.encode())[:16].hex()}"


def form_token(key: bytes, subject: str) -> str:
    """A CSRF token for a subject (a link's token, a session): it lives as long as the subject does."""
    return _derive(key, b"csrf", subject.encode()).hex()[:32]


def same(one: str, other: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Encrypt; `context` (what and whose it is) must be the same at opening."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """Decrypt. Raises Misconfigured if the key is another or the bytes were altered."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError):  # ValueError: too short to be a seal at all
        raise Misconfigured(
            "De kluis gaat niet open: de sleutel hoort niet bij deze database, of de database is veranderd."
        ) from None


def pad(plain: bytes, size: int) -> bytes:
    """Bring to a fixed size, so that the length of a ciphertext tells nothing. Raises ValueError if it does not fit."""
    if len(plain) > size - _LENGTH_BYTES:
        raise ValueError(f"{len(plain)} bytes do not fit in {size}")
    return (len(plain).to_bytes(_LENGTH_BYTES, "big") + plain).ljust(size, b"\x00")


def unpad(padded: bytes) -> bytes:
    """What was padded."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
