"""Settings of OpenID Connect: one sentence each for what cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from monitor.errors import Misconfigured
from monitor.web.settings import Settings, check_start
from tests.scene import SECRET_KEY

GOOD = {"oidc_issuer": "https://login.gemeente.example", "oidc_client_id": "monitor", "oidc_client_secret": "geheim"}


def settings(folder: Path, **more: Any) -> Settings:
    return replace(Settings(folder, secret_key=SECRET_KEY), **{**GOOD, **more})


def write_key(folder: Path, mode: int = 0o600) -> None:
    (folder / "oidc.pem").write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    (folder / "oidc.pem").chmod(mode)


def test_without_an_issuer_there_is_no_provider(tmp_path: Path) -> None:
    assert Settings(tmp_path).provider is None


def test_a_secret_or_a_key_in_the_folder_makes_a_provider(tmp_path: Path) -> None:
    write_key(tmp_path)

    by_secret = settings(tmp_path).provider
    by_key = settings(tmp_path, oidc_client_secret="", oidc_private_key="oidc.pem").provider

    assert by_secret is not None and by_secret.client_secret == "geheim"
    assert by_key is not None and by_key.private_key.startswith(b"-----BEGIN")
    assert "geheim" not in repr(by_secret) and "BEGIN" not in repr(by_key) and "geheim" not in repr(settings(tmp_path))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"oidc_issuer": "http://login.gemeente.example"}, "oidc_issuer .* geen adres met https"),
        ({"oidc_issuer": "login.gemeente.example"}, "oidc_issuer"),
        ({"oidc_issuer": "https://login.gemeente.example?tenant=1"}, "oidc_issuer"),
        ({"oidc_issuer": "https://[kapot"}, "oidc_issuer"),
        ({"oidc_client_id": ""}, "oidc_client_id ontbreekt"),
        ({"oidc_client_secret": ""}, "een van de twee"),
        ({"oidc_private_key": "oidc.pem"}, "een van de twee"),
        ({"oidc_client_secret": "", "oidc_private_key": "weg.pem"}, "weg.pem is niet te lezen"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_the_start(tmp_path: Path, more: dict[str, str], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        check_start(settings(tmp_path, **more))


def test_an_issuer_on_this_machine_may_do_without_https(tmp_path: Path) -> None:
    check_start(settings(tmp_path, oidc_issuer="http://127.0.0.1:9000"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    write_key(tmp_path, mode)

    with pytest.raises(Misconfigured, match="chmod 600"):
        check_start(settings(tmp_path, oidc_client_secret="", oidc_private_key="oidc.pem"))


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "oidc.pem").write_text("geen sleutel")
    (tmp_path / "oidc.pem").chmod(0o600)

    with pytest.raises(Misconfigured, match="oidc_private_key"):
        check_start(settings(tmp_path, oidc_client_secret="", oidc_private_key="oidc.pem"))
