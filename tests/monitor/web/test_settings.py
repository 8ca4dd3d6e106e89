"""Settings: environment over file over default, and one sentence for what must not be served."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import Misconfigured
from monitor.web.settings import Settings, check_start, instance_folder, read_settings
from tests.scene import SECRET_KEY


def write(folder: Path, text: str) -> Path:
    (folder / "monitor.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings(instance=tmp_path)


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    write(tmp_path, 'port = 6001\nhost = "::1"\ndemo = true\nsession_hours = 2')

    found = read_settings(tmp_path, {"MONITOR_PORT": "6002", "MONITOR_BEHIND_PROXY": "true", "MONITOR_HOST": ""})

    assert (found.port, found.host, found.demo, found.session_hours) == (6002, "::1", True, 2)
    assert (found.behind_proxy, found.threads) == (True, Settings(tmp_path).threads)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 5000", "'prot' is geen instelling"),
        ("port = 'veel'", "Instelling port"),
        ("port = 0", "Instelling port"),
        ("port = 70000", "Instelling port"),
        ("port = -1", "Instelling port"),
        ("port = 5000.0", "Instelling port"),
        ("port = true", "Instelling port"),
        ("demo = 'ja'", "Instelling demo"),
        ("demo = 1", "Instelling demo"),
        ("port = ", "is niet te lezen"),
        ("port = 1\nport = 2", "is niet te lezen"),
        ("[server]\nport = 1", "'server' is geen instelling"),
        ("instance = '/elsewhere'", "'instance' is geen instelling"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, text)

    with pytest.raises(Misconfigured, match=told):
        read_settings(tmp_path, {})


def test_a_file_that_is_no_text_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(Misconfigured, match="is niet te lezen"):
        read_settings(tmp_path, {})


@pytest.mark.parametrize("value", ["²", "1e3", "0x10", "५०००००", "9" * 5000])
def test_a_number_in_the_environment_that_is_none_is_told_in_one_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(Misconfigured, match="Instelling port"):
        read_settings(tmp_path, {"MONITOR_PORT": value})


def settings(**changes: object) -> Settings:
    return Settings(**{"instance": Path("instance"), "secret_key": SECRET_KEY, **changes})


@pytest.mark.parametrize(
    "given",
    [
        settings(),
        settings(base_url="https://monitor.example.nl"),
        settings(base_url="https://monitor.example.nl:8443", host="0.0.0.0", behind_proxy=True),
        settings(base_url="http://localhost:5000"),
        settings(base_url="http://[::1]:5000", host="::1"),
        settings(demo=True),
    ],
)
def test_what_can_be_served_is_not_refused(given: Settings) -> None:
    check_start(given)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"secret_key": ""}, "secret_key ontbreekt"),
        ({"secret_key": "x" * 31}, "korter dan 32 tekens"),
        ({"base_url": "monitor.example.nl"}, "is geen adres"),
        ({"base_url": "ftp://monitor.example.nl"}, "is geen adres"),
        ({"base_url": "https://"}, "is geen adres"),
        ({"base_url": ""}, "is geen adres"),
        ({"base_url": "http://[::1"}, "is geen adres"),
        ({"base_url": "http://monitor.example.nl"}, "niet versleuteld"),
        ({"demo": True, "host": "0.0.0.0"}, "alleen op deze machine"),
        ({"demo": True, "host": "::"}, "alleen op deze machine"),
        ({"demo": True, "base_url": "https://monitor.example.nl"}, "alleen op deze machine"),
    ],
)
def test_what_must_not_be_served_is_refused_in_one_sentence(changes: dict[str, object], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        check_start(settings(**changes))


def test_the_refusal_of_a_short_key_says_how_to_make_one_and_does_not_repeat_it() -> None:
    with pytest.raises(Misconfigured) as refused:
        check_start(settings(secret_key="too-short-but-secret"))

    assert "secrets.token_hex(32)" in str(refused.value)
    assert "too-short-but-secret" not in str(refused.value)


def test_the_folder_is_that_of_the_environment_or_lies_beside_run_py(tmp_path: Path) -> None:
    assert instance_folder(tmp_path, {"MONITOR_INSTANCE": str(tmp_path / "x")}) == (tmp_path / "x").resolve()
    assert instance_folder(tmp_path, {}) == (tmp_path / "instance").resolve()


@pytest.mark.parametrize("value", ["0.8", ".8"])
def test_what_alpha_is_judged_by_can_be_set_in_the_environment(tmp_path: Path, value: str) -> None:
    assert read_settings(tmp_path, {"MONITOR_ALPHA_THRESHOLD": value}).alpha_threshold == 0.8


def test_what_alpha_is_judged_by_can_be_set_in_the_file(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "alpha_threshold = 0.8"), {}).alpha_threshold == 0.8


@pytest.mark.parametrize("value", ["0", "1", "1.5", "0,7", "-0.3", "nan", "1e-1", "٠.٥"])
def test_a_limit_that_is_no_number_between_0_and_1_is_told_in_one_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(Misconfigured, match=r"smallest_difference: .* is geen getal tussen 0 en 1, zoals 0\.7"):
        read_settings(tmp_path, {"MONITOR_SMALLEST_DIFFERENCE": value})
