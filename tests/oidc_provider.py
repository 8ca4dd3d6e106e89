"""A small OpenID Connect provider on loopback that can lie: wrong claims, other keys, no answer. Only for tests."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "monitor", "planted-oidc-secret"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def encode_part(value: object) -> str:
    """A part of a token, as it stands between the dots."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Sent:
    """A code that was given out, with what the browser brought."""

    nonce: str
    challenge: str
    redirect_uri: str
    claims: dict[str, Any]


@dataclass
class LyingProvider:
    """What the provider answers; a test changes what it wants to be wrong."""

    issuer: str = ""
    now: datetime | None = None
    keys: list[RSAKey | ECKey] = field(default_factory=list)
    algorithm: str = "RS256"
    document: dict[str, Any] = field(default_factory=dict)
    """Laid over the discovery document."""
    token_answer: dict[str, Any] = field(default_factory=dict)
    """Laid over the answer of the token endpoint."""
    token_status: int = 200
    signs: Any = None
    """What makes the token instead of the provider's key: a function of header and claims."""
    silent: float = 0
    client_key: RSAKey | ECKey | None = None
    """The public key of private_key_jwt; None: by the secret."""
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic", "client_secret_post"])
    asked: list[str] = field(default_factory=list)
    """Paths that were asked, in order."""
    shown: list[str] = field(default_factory=list)
    """How the client showed who it is."""
    codes: dict[str, Sent] = field(default_factory=dict)
    assertions: set[str] = field(default_factory=set)

    def give_code(self, url: str, subject: str, **claims: Any) -> dict[str, str]:
        """What the browser brings back after signing in here as `subject`: code and state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code" and asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == CLIENT
        code = secrets.token_urlsafe(16)
        self.codes[code] = Sent(
            asked["nonce"], asked["code_challenge"], asked["redirect_uri"], {"sub": subject, **claims}
        )
        return {"code": code, "state": asked["state"]}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request.path)
        time.sleep(self.silent)
        answers = {"/.well-known/openid-configuration": self._document, "/jwks": self._jwks, "/token": self._token}
        return answers[request.path](request)(environ, start_response)

    def _document(self, _request: Request) -> Response:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": [self.algorithm],
            "token_endpoint_auth_methods_supported": self.auth_methods,
        }
        return _json({**found, **self.document})

    def _jwks(self, _request: Request) -> Response:
        return _json(KeySet(list(self.keys)).as_dict(private=False))

    def _token(self, request: Request) -> Response:
        if not self._knows(request):
            return _json({"error": "invalid_client"}, 401)
        sent = self.codes.pop(request.form.get("code", ""), None)
        verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        if (
            sent is None
            or request.form.get("redirect_uri") != sent.redirect_uri
            or encode_part(verifier) != sent.challenge
        ):
            return _json({"error": "invalid_grant", "error_description": "<b>planted-error</b>"}, 400)
        answer = {"access_token": "planted-access-token", "token_type": "Bearer", "id_token": self._id_token(sent)}
        return _json({**answer, **self.token_answer}, self.token_status)

    def _id_token(self, sent: Sent) -> str:
        now = int(self.now.timestamp()) if self.now else int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": sent.nonce, **sent.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        self.keys[-1].ensure_kid()
        header = {"alg": self.algorithm, "kid": self.keys[-1].kid}
        if self.signs:
            return str(self.signs(header, claims))
        return jwt.encode(header, claims, self.keys[-1], algorithms=[self.algorithm])

    def _knows(self, request: Request) -> bool:
        if self.client_key is not None:
            self.shown.append("private_key_jwt")
            return self._knows_key(request)
        if request.authorization:
            self.shown.append("client_secret_basic")
            return (request.authorization.username, request.authorization.password) == (CLIENT, SECRET)
        self.shown.append("client_secret_post")
        return (request.form.get("client_id"), request.form.get("client_secret")) == (CLIENT, SECRET)

    def _knows_key(self, request: Request) -> bool:
        assert request.form["client_assertion_type"] == ASSERTION
        found = jwt.decode(
            request.form["client_assertion"],
            self.client_key,  # type: ignore[arg-type] # only called with a key
            registry=JWSRegistry(algorithms=["RS256", "ES256"]),
        ).claims
        now = self.now.timestamp() if self.now else time.time()
        fresh = found["jti"] not in self.assertions and found["iat"] <= now < found["exp"] <= now + 600
        self.assertions.add(found["jti"])
        return fresh and (found["iss"], found["sub"], found["aud"]) == (CLIENT, CLIENT, f"{self.issuer}/token")


def _json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, content_type="application/json")


@contextmanager
def run_provider(*keys: RSAKey | ECKey) -> Iterator[LyingProvider]:
    """Run one on a free port of this machine."""
    provider = LyingProvider(keys=list(keys))
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
