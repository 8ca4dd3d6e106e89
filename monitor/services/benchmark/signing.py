"""A house's own key for what it gives to the benchmark: Ed25519, in a file that only the server may read.

The analyst knows the key by its fingerprint, which the house tells by telephone or on paper, never with the file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from monitor.errors import BadInput, Misconfigured, NotFound
from monitor.services.installation import Installation
from monitor.store.folders import make_folder

_PURPOSE = b"veiligheidshuis-monitor benchmark 1\n"
"""Before all that is signed: a signature of something else is none of this."""
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_GROUP = 4


def key_path(installation: Installation, house: str) -> Path:
    """Where a house's key lies: beside the link key, in the folder that backups leave out."""
    return installation.folder / "keys" / "benchmark" / f"{house}.key"


def make_key(installation: Installation, house: str) -> str:
    """The fingerprint of a house's key, which is made if there is none. Raises NotFound for an unknown house."""
    installation.house(house)
    path = key_path(installation, house)
    if not path.exists():
        make_folder(path.parent)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return own_fingerprint(installation, house)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
    return own_fingerprint(installation, house)


def own_fingerprint(installation: Installation, house: str) -> str:
    """The fingerprint of a house's key. Raises NotFound without one, Misconfigured for a damaged or open one."""
    return fingerprint_of(_own_key(installation, house).public_key().public_bytes_raw())


def sign(installation: Installation, house: str, text: bytes) -> tuple[str, str]:
    """(public key, signature) in base64. Raises as `own_fingerprint`."""
    key = _own_key(installation, house)
    return _to_text(key.public_key().public_bytes_raw()), _to_text(key.sign(_PURPOSE + text))


def verify(public_key: str, signature: str, text: bytes) -> str:
    """The fingerprint of the key that signed a text. Raises BadInput if it did not."""
    key = _from_text(public_key, _KEY_BYTES)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(_from_text(signature, _SIGNATURE_BYTES), _PURPOSE + text)
    except (InvalidSignature, ValueError):
        raise BadInput("De handtekening klopt niet: het bestand is na het ondertekenen veranderd.") from None
    return fingerprint_of(key)


def fingerprint_of(key: bytes) -> str:
    """The fingerprint of a public key: SHA-256, the first 128 bits in groups of four, to be read aloud."""
    plain = hashlib.sha256(key).hexdigest()[:32]
    return "-".join(plain[place : place + _GROUP] for place in range(0, len(plain), _GROUP))


def read_fingerprint(text: str) -> str:
    """A fingerprint as somebody typed it. Raises BadInput."""
    plain = "".join(sign for sign in text.casefold() if sign not in "-: \t")
    if len(plain) != 32 or any(sign not in "0123456789abcdef" for sign in plain):
        raise BadInput("Een kenmerk heeft 32 tekens: cijfers en de letters a tot en met f, in groepjes van vier.")
    return "-".join(plain[place : place + _GROUP] for place in range(0, len(plain), _GROUP))


def _own_key(installation: Installation, house: str) -> Ed25519PrivateKey:
    path = key_path(installation, house)
    if not path.exists():
        raise NotFound(f"{house} heeft nog geen sleutel. Maak hem met: flask --app run benchmark key {house}")
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"Anderen kunnen {path} lezen. Herstel dat met: chmod 600 {path}")
    stored = path.read_bytes()
    if len(stored) != _KEY_BYTES:
        raise Misconfigured(f"{path} is beschadigd: {len(stored)} bytes lang in plaats van {_KEY_BYTES}.")
    return Ed25519PrivateKey.from_private_bytes(stored)


def _to_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _from_text(text: str, size: int) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != size:
        raise BadInput("De handtekening of de sleutel in het bestand is beschadigd.")
    return found
