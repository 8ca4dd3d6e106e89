"""Signing in at an OpenID Connect provider on loopback, an honest one and one that lies."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from monitor.errors import Misconfigured, ProviderDown, SignInRefused
from monitor.services import provider_network
from monitor.services.provider import Provider, ProviderSettings
from monitor.services.provider_network import network, read_private_key
from monitor.services.provider_sign_in import TIME_TO_COME_BACK, Arrival, Departure, arrive, depart
from monitor.store.identities import Identity
from tests.oidc_provider import CLIENT, SECRET, LyingProvider, encode_part, run_provider
from tests.scene import MIDWAY, Clock, Scene, count_rows, dump_all

BACK = "http://127.0.0.1:5000/inloggen/organisatie/terug"
KEY, NEXT_KEY, STRANGE_KEY = (RSAKey.generate_key(2048) for _ in range(3))
EC_KEY = ECKey.generate_key("P-256")
SHORT_KEY = rsa.generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def idp() -> Iterator[LyingProvider]:
    with run_provider(KEY) as running:
        running.now = MIDWAY
        yield running


@pytest.fixture
def settings(idp: LyingProvider) -> ProviderSettings:
    return ProviderSettings(idp.issuer, "de gemeente", CLIENT, SECRET)


@pytest.fixture
def provider(settings: ProviderSettings, scene: Scene) -> Provider:
    return Provider(settings, network(), scene.clock)


def leave(scene: Scene, provider: Provider, **options: Any) -> Departure:
    return depart(scene.installation, provider, redirect_uri=BACK, **options)


def come_back(
    scene: Scene, provider: Provider, answer: dict[str, str], departure: Departure, *, cookie: str | None = None
) -> Arrival:
    own = departure.cookie if cookie is None else cookie
    return arrive(scene.installation, provider, answer, cookie=own, redirect_uri=BACK)


def sign_in(scene: Scene, provider: Provider, idp: LyingProvider, subject: str = "s-1", **claims: Any) -> Arrival:
    departure = leave(scene, provider)
    return come_back(scene, provider, idp.give_code(departure.url, subject, **claims), departure)


def reason_of(scene: Scene, provider: Provider, idp: LyingProvider, subject: str = "s-1", **claims: Any) -> str:
    with pytest.raises(SignInRefused) as caught:
        sign_in(scene, provider, idp, subject, **claims)
    assert "s-1" not in str(caught.value) and "planted" not in str(caught.value)
    return caught.value.reason


def test_an_honest_sign_in_gives_issuer_and_subject_and_nothing_of_the_way_remains(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    before = dump_all(scene)

    arrival = sign_in(scene, provider, idp, "wie-1", email="iemand@example.org")

    assert arrival == Arrival(Identity(idp.issuer, "wie-1"), strong=False, link=None, account=None)
    assert dump_all(scene) == before


def test_what_lies_in_the_database_meanwhile_opens_nothing_by_itself(scene: Scene, provider: Provider) -> None:
    departure = leave(scene, provider)

    stored = "".join(dump_all(scene)["directory.sqlite"])
    state = departure.url.partition("state=")[2].partition("&")[0]
    assert state not in stored and departure.cookie not in stored
    assert state.encode().hex() not in stored.lower()


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://elders.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "iemand-anders"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": [CLIENT, "iemand-anders"]}, "azp"),
        ({"aud": [CLIENT, "iemand-anders"], "azp": "iemand-anders"}, "azp"),
        ({"azp": "iemand-anders"}, "azp"),
        ({"nonce": "een andere"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": ["een", "lijst"]}, "nonce"),
        ({"exp": None}, "exp"),
        ({"exp": "morgen"}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "regel\neinde"}, "sub"),
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(
    scene: Scene, provider: Provider, idp: LyingProvider, claims: dict[str, Any], reason: str
) -> None:
    before = dump_all(scene)

    assert reason_of(scene, provider, idp, **{"subject": "s-1", **claims}) == reason

    assert dump_all(scene) == before


def at(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize(("seconds", "taken"), [(-59, True), (-60, False), (-3600, False)])
def test_a_token_may_be_over_by_less_than_a_minute_on_our_clock(
    scene: Scene, provider: Provider, idp: LyingProvider, seconds: int, taken: bool
) -> None:
    over = {"exp": at(MIDWAY + timedelta(seconds=seconds)), "iat": at(MIDWAY - timedelta(hours=2))}

    if taken:
        assert sign_in(scene, provider, idp, **over)
    else:
        assert reason_of(scene, provider, idp, **over) == "exp"


@pytest.mark.parametrize(("seconds", "taken"), [(60, True), (61, False)])
def test_a_token_may_be_of_the_future_by_a_minute(
    scene: Scene, provider: Provider, idp: LyingProvider, seconds: int, taken: bool
) -> None:
    ahead = {"iat": at(MIDWAY + timedelta(seconds=seconds))}

    if taken:
        assert sign_in(scene, provider, idp, **ahead)
    else:
        assert reason_of(scene, provider, idp, **ahead) == "iat"


def test_several_audiences_are_taken_when_we_are_the_authorised_one(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    assert sign_in(scene, provider, idp, aud=[CLIENT, "iemand-anders"], azp=CLIENT)


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{encode_part({'alg': 'none'})}.{encode_part(claims)}."


def signed_by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    signed = f"{encode_part({**header, 'alg': 'HS256'})}.{encode_part(claims)}"
    return f"{signed}.{encode_part(hmac.digest(secret, signed.encode(), 'sha256'))}"


def with_public_key_as_secret(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return signed_by_hand(header, claims, KEY.as_pem(private=False))


def with_client_secret(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return signed_by_hand(header, claims, SECRET.encode())


def by_a_stranger(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(header, claims, STRANGE_KEY, algorithms=["RS256"])


def by_a_stranger_with_own_key_id(header: dict[str, Any], claims: dict[str, Any]) -> str:
    STRANGE_KEY.ensure_kid()
    return jwt.encode({**header, "kid": STRANGE_KEY.kid}, claims, STRANGE_KEY, algorithms=["RS256"])


def with_its_own_key_inside(header: dict[str, Any], claims: dict[str, Any]) -> str:
    key = STRANGE_KEY.as_dict(private=False)
    registry = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    registry.max_header_length = 4096
    return jwt.encode({"alg": "RS256", "jwk": key}, claims, STRANGE_KEY, registry=registry)


def altered(header: dict[str, Any], claims: dict[str, Any]) -> str:
    head, _, signature = jwt.encode(header, claims, KEY, algorithms=["RS256"]).split(".")
    return f"{head}.{encode_part({**claims, 'sub': 'iemand-anders'})}.{signature}"


def another_algorithm(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode({**header, "alg": "RS512"}, claims, KEY, algorithms=["RS512"])


def no_token(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return "geen.token"


def a_list(header: dict[str, Any], claims: dict[str, Any]) -> str:
    payload = base64.urlsafe_b64decode("W10=")
    return jws.serialize_compact(header, payload, KEY, algorithms=["RS256"])


@pytest.mark.parametrize(
    "signs",
    [
        unsigned,
        with_public_key_as_secret,
        with_client_secret,
        by_a_stranger,
        by_a_stranger_with_own_key_id,
        with_its_own_key_inside,
        altered,
        another_algorithm,
        no_token,
        a_list,
    ],
)
def test_a_token_without_the_providers_signature_is_refused(
    scene: Scene, provider: Provider, idp: LyingProvider, signs: Any
) -> None:
    idp.signs = signs

    assert reason_of(scene, provider, idp) == "signature"


@pytest.mark.parametrize("algorithms", [["HS256"], ["none"], ["HS256", "none"], [], "RS256", None])
def test_a_provider_without_an_algorithm_with_public_keys_is_not_used(
    scene: Scene, provider: Provider, idp: LyingProvider, algorithms: object
) -> None:
    idp.document = {"id_token_signing_alg_values_supported": algorithms}

    with pytest.raises(ProviderDown):
        leave(scene, provider)


def test_hs256_among_the_offered_algorithms_is_still_refused(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    idp.document = {"id_token_signing_alg_values_supported": ["HS256", "none", "RS256"]}
    idp.signs = with_client_secret

    assert reason_of(scene, provider, idp) == "signature"


def test_an_elliptic_curve_key_signs_as_well(scene: Scene, provider: Provider, idp: LyingProvider) -> None:
    idp.algorithm, idp.keys = "ES256", [EC_KEY]

    assert sign_in(scene, provider, idp).identity.subject == "s-1"


def test_a_state_counts_once_even_if_the_first_answer_was_wrong(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    departure = leave(scene, provider)
    answer = idp.give_code(departure.url, "s-1")

    with pytest.raises(SignInRefused, match="niet gelukt"):
        come_back(scene, provider, {**answer, "code": "verzonnen"}, departure)
    with pytest.raises(SignInRefused) as second:
        come_back(scene, provider, answer, departure)

    assert second.value.reason == "state"


@pytest.mark.parametrize("cookie", ["", "van iemand anders"])
def test_an_answer_in_another_browser_is_refused_and_leaves_the_right_one_its_turn(
    scene: Scene, provider: Provider, idp: LyingProvider, cookie: str
) -> None:
    departure = leave(scene, provider)
    answer = idp.give_code(departure.url, "s-1")

    with pytest.raises(SignInRefused) as caught:
        come_back(scene, provider, answer, departure, cookie=cookie)

    assert caught.value.reason == "state"
    assert come_back(scene, provider, answer, departure).identity.subject == "s-1"


@pytest.mark.parametrize("state", ["", "verzonnen", "x" * 5000])
def test_an_unknown_state_is_refused_without_asking_the_provider(
    scene: Scene, provider: Provider, idp: LyingProvider, state: str
) -> None:
    departure = leave(scene, provider)
    asked = list(idp.asked)

    with pytest.raises(SignInRefused) as caught:
        come_back(scene, provider, {"code": "x", "state": state}, departure)

    assert caught.value.reason == "state" and idp.asked == asked


def test_who_comes_back_too_late_begins_again_and_the_row_is_forgotten(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    departure = leave(scene, provider)
    answer = idp.give_code(departure.url, "s-1")
    scene.clock.move(seconds=TIME_TO_COME_BACK.total_seconds())

    with pytest.raises(SignInRefused):
        come_back(scene, provider, answer, departure)

    leave(scene, provider)
    assert count_rows(scene.folder / "directory.sqlite", "oidc_sign_in") == 1


def test_an_answer_that_names_another_issuer_is_refused(scene: Scene, provider: Provider, idp: LyingProvider) -> None:
    departure = leave(scene, provider)
    answer = idp.give_code(departure.url, "s-1")

    with pytest.raises(SignInRefused) as caught:
        come_back(scene, provider, {**answer, "iss": "https://elders.example"}, departure)

    assert caught.value.reason == "iss"


@pytest.mark.parametrize(
    ("error", "reason", "says"),
    [("access_denied", "access_denied", "gestopt"), ("<script>server_error", "provider-error", "niet gelukt")],
)
def test_an_error_of_the_provider_is_one_sentence_of_ours(
    scene: Scene, provider: Provider, idp: LyingProvider, error: str, reason: str, says: str
) -> None:
    departure = leave(scene, provider)
    state = idp.give_code(departure.url, "s-1")["state"]
    answer = {"error": error, "error_description": "planted-error", "state": state}

    with pytest.raises(SignInRefused, match=says) as caught:
        come_back(scene, provider, answer, departure)

    assert caught.value.reason == reason
    assert "script" not in str(caught.value) and "planted" not in str(caught.value)


def test_a_missing_or_other_acr_is_refused_where_one_is_asked_and_the_right_one_is_strong(
    scene: Scene, settings: ProviderSettings, idp: LyingProvider
) -> None:
    provider = Provider(replace(settings, acr="urn:tweede-stap"), network(), scene.clock)

    assert reason_of(scene, provider, idp) == "acr"
    assert reason_of(scene, provider, idp, acr="urn:wachtwoord") == "acr"
    assert reason_of(scene, provider, idp, acr=["urn:tweede-stap"]) == "acr"
    assert sign_in(scene, provider, idp, acr="urn:tweede-stap").strong
    assert "acr_values=urn%3Atweede-stap" in leave(scene, provider).url


def test_an_acr_that_nobody_asked_for_is_no_second_factor(scene: Scene, provider: Provider, idp: LyingProvider) -> None:
    assert not sign_in(scene, provider, idp, acr="urn:tweede-stap").strong


def test_document_and_keys_are_fetched_once_an_hour(scene: Scene, provider: Provider, idp: LyingProvider) -> None:
    for _ in range(3):
        sign_in(scene, provider, idp)
    assert (idp.asked.count("/.well-known/openid-configuration"), idp.asked.count("/jwks")) == (1, 1)

    scene.clock.move(hours=1)
    idp.now = scene.clock.instant
    sign_in(scene, provider, idp)

    assert (idp.asked.count("/.well-known/openid-configuration"), idp.asked.count("/jwks")) == (2, 2)


def test_rotated_keys_are_fetched_when_a_token_names_a_new_one(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    sign_in(scene, provider, idp)
    scene.clock.move(minutes=2)
    idp.now = scene.clock.instant
    idp.keys = [KEY, NEXT_KEY]

    assert sign_in(scene, provider, idp).identity.subject == "s-1"
    assert idp.asked.count("/jwks") == 2

    idp.keys = [NEXT_KEY]
    idp.signs = lambda header, claims: jwt.encode(header, claims, NEXT_KEY, algorithms=["RS256"])
    assert sign_in(scene, provider, idp)


def test_tokens_with_made_up_key_names_do_not_make_us_ask_for_keys_each_time(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    idp.signs = by_a_stranger_with_own_key_id
    for _ in range(5):
        assert reason_of(scene, provider, idp) == "signature"

    assert idp.asked.count("/jwks") == 1


def test_a_key_that_is_not_for_signing_or_not_of_two_parts_is_not_used(
    scene: Scene, provider: Provider, idp: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    KEY.ensure_kid()
    own = KEY.as_dict(private=False)
    shared = {"kty": "oct", "k": encode_part(b"x" * 32), "kid": own["kid"]}
    found = {"keys": [shared, {**own, "use": "enc"}]}
    real = provider.network
    provider.network = replace(
        real, get_document=lambda url: found if url.endswith("/jwks") else real.get_document(url)
    )

    departure = leave(scene, provider)
    with pytest.raises(ProviderDown):
        come_back(scene, provider, idp.give_code(departure.url, "s-1"), departure)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_shown_in_the_way_that_the_provider_takes(
    scene: Scene, provider: Provider, idp: LyingProvider, method: str
) -> None:
    idp.auth_methods = [method]

    sign_in(scene, provider, idp)

    assert idp.shown == [method]


@pytest.mark.parametrize("key", [NEXT_KEY, EC_KEY], ids=["RSA", "P-256"])
def test_a_private_key_shows_who_we_are_and_the_provider_checks_it(
    scene: Scene, settings: ProviderSettings, idp: LyingProvider, key: RSAKey | ECKey
) -> None:
    idp.client_key = type(key).import_key(key.as_pem(private=False))
    own = replace(settings, client_secret="", private_key=key.as_pem(private=True))
    provider = Provider(own, network(), scene.clock)

    for _ in range(2):
        assert sign_in(scene, provider, idp)

    assert idp.shown == ["private_key_jwt"] * 2 and len(idp.assertions) == 2


def test_another_secret_is_refused_with_one_sentence(
    scene: Scene, settings: ProviderSettings, idp: LyingProvider
) -> None:
    provider = Provider(replace(settings, client_secret="oud"), network(), scene.clock)

    assert reason_of(scene, provider, idp) == "exchange"


def test_a_code_of_another_departure_is_refused_by_its_proof(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    first, second = leave(scene, provider), leave(scene, provider)
    stolen = idp.give_code(second.url, "s-2")["code"]
    own = idp.give_code(first.url, "s-1")

    with pytest.raises(SignInRefused) as caught:
        come_back(scene, provider, {**own, "code": stolen}, first)

    assert caught.value.reason == "exchange"


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elders.example"},
        {"issuer": None},
        {"token_endpoint": "http://login.gemeente.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "https://[kapot"},
    ],
    ids=str,
)
def test_a_document_that_cannot_be_right_is_not_used(
    scene: Scene, provider: Provider, idp: LyingProvider, document: dict[str, object]
) -> None:
    idp.document = document

    with pytest.raises(ProviderDown, match="de gemeente lukt nu niet"):
        leave(scene, provider)


def test_a_provider_that_is_gone_is_one_sentence_and_left_alone_for_a_while(scene: Scene) -> None:
    with run_provider(KEY) as gone:
        pass
    provider = Provider(ProviderSettings(gone.issuer, "de gemeente", CLIENT, SECRET), network(), scene.clock)
    asked: list[str] = []
    real = provider.network
    provider.network = replace(real, get_document=lambda url: asked.append(url) or real.get_document(url))  # type: ignore[func-returns-value]

    for _ in range(3):
        with pytest.raises(ProviderDown, match="log in met uw wachtwoord"):
            leave(scene, provider)
    scene.clock.move(seconds=30)
    with pytest.raises(ProviderDown):
        leave(scene, provider)

    assert len(asked) == 2


def test_a_provider_that_stays_silent_is_given_up(
    scene: Scene, provider: Provider, idp: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    departure = leave(scene, provider)
    answer = idp.give_code(departure.url, "s-1")
    monkeypatch.setattr(provider_network, "SECONDS", 0.05)
    idp.silent = 0.5

    with pytest.raises(ProviderDown):
        come_back(scene, provider, answer, departure)


@pytest.mark.parametrize(("status", "answer"), [(503, {}), (200, {"id_token": None}), (200, {"id_token": 7})])
def test_an_answer_without_a_token_is_refused(
    scene: Scene, provider: Provider, idp: LyingProvider, status: int, answer: dict[str, object]
) -> None:
    idp.token_status, idp.token_answer = status, answer
    departure = leave(scene, provider)

    with pytest.raises(ProviderDown if status == 503 else SignInRefused):
        come_back(scene, provider, idp.give_code(departure.url, "s-1"), departure)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"geen sleutel",
        KEY.as_pem(private=False),
        SHORT_KEY,
        ECKey.generate_key("P-384").as_pem(private=True),
        KEY.as_pem(private=True, password="geheim"),
    ],
    ids=["empty", "no key", "public", "short", "other curve", "with a password"],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # a short key warns
def test_a_key_that_is_of_no_use_is_refused_at_the_start(pem: bytes) -> None:
    with pytest.raises(Misconfigured, match="oidc_private_key"):
        read_private_key(pem)


def test_a_clock_set_back_fetches_anew_instead_of_trusting_the_future(
    scene: Scene, provider: Provider, idp: LyingProvider
) -> None:
    sign_in(scene, provider, idp)
    clock = scene.installation.clock
    assert isinstance(clock, Clock)
    clock.move(hours=-2)
    idp.now = clock.instant

    assert sign_in(scene, provider, idp)
    assert idp.asked.count("/jwks") == 2
