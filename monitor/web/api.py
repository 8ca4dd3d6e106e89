"""The results of a house for programs: /api/v1, read only, in JSON; docs/api.md and docs/openapi/v1.json describe it.

The house is that of the token, whatever a request says. What is given out comes from the outside publication alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

from flask import Blueprint, Response, current_app, g, request, url_for

from monitor.errors import NotFound, TokenUnknown
from monitor.exports import results_json
from monitor.model import Wave, WaveState
from monitor.services import api_tokens, outside, reading
from monitor.services.api_tokens import Reader
from monitor.services.clock import local_date
from monitor.services.pace import Pace
from monitor.services.waves import get_wave
from monitor.web.context import installation
from monitor.web.drawn import make_once
from monitor.web.problems import bearer
from monitor.web.seen import questionnaire_of

P = ParamSpec("P")
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
SHOWN = (WaveState.OPEN, WaveState.CLOSING, WaveState.CLOSED)
"""A wave that is still being prepared concerns nobody outside the house."""
_pace = Pace()


def require_token(view: Callable[P, Response]) -> Callable[P, Response]:
    """A view for programs with a token; `house()` is the token's. Raises TokenUnknown and Overloaded."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        found = api_tokens.find_reader(installation(), bearer())
        if found is None:
            raise TokenUnknown("Stuur een geldig token mee in de kop Authorization: Bearer.")
        _pace.count(f"{found.house} {found.token}", installation().now())
        g.reader = found
        return view(*args, **kwargs)

    return wrapped


def house() -> str:
    """The house of who asks; only inside a view of `require_token`."""
    found: Reader = g.reader
    return found.house


@blueprint.get("/", strict_slashes=False)
def index() -> Response:
    """Where everything is; for everybody, and without a number."""
    links = {name: url_for(f".{name}") for name in ("house", "waves", "openapi", "schema")}
    return _answer({"version": 1, "links": links})


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of this API; for everybody."""
    return Response(_description(Path(current_app.config["ROOT"])), content_type="application/json")


@blueprint.get("/results.schema.json")
def schema() -> Response:
    """The schema of the results; for everybody."""
    text = json.dumps(results_json.SCHEMA, ensure_ascii=False)
    return Response(text, content_type="application/schema+json")


@blueprint.get("/house", endpoint="house")
@require_token
def tell_house() -> Response:
    """Whose token this is."""
    found = reading.get_house(installation(), house())
    return _answer({"id": found.id, "name": found.name, "invented": found.invented})


@blueprint.get("/waves")
@require_token
def waves() -> Response:
    """The waves that run or are closed, the newest first."""
    found = [wave for wave in reading.list_waves(installation(), house()) if wave.state in SHOWN]
    return _answer({"waves": [_wave(one) for one in found]})


@blueprint.get("/waves/<wave>")
@require_token
def wave(wave: str) -> Response:
    """One wave: its state and its days. Never how many answered while it runs."""
    return _answer(_wave(_find_wave(wave)))


@blueprint.get("/waves/<wave>/results")
@require_token
def results(wave: str) -> Response:
    """All numbers of a closed wave that may leave the house; they never change, and the ETag says so."""
    _find_wave(wave)
    frozen = outside.get_outside(installation(), house(), wave)
    text: str = make_once(
        (frozen.sha256, "api"),
        lambda: results_json.to_text(
            results_json.results_record(frozen.publication, questionnaire_of(frozen), outside=True)
        ),
    )
    response = Response(text, content_type="application/json")
    response.set_etag(hashlib.sha256(text.encode()).hexdigest())
    response.make_conditional(request)
    return response


def _find_wave(wave: str) -> Wave:
    """A wave of the token's house. Raises NotFound, also for one that is still being prepared."""
    found = get_wave(installation(), house(), wave)
    if found.state not in SHOWN:
        raise NotFound("Deze meting is er niet.")
    return found


def _wave(found: Wave) -> dict[str, Any]:
    closed = found.state is WaveState.CLOSED
    return {
        "id": found.id,
        "name": found.name,
        "state": "closed" if closed else "closing" if found.state is WaveState.CLOSING else "open",
        "opens_on": local_date(found.opens_at).isoformat(),
        "closes_on": local_date(found.closes_at).isoformat(),
        "period_start": found.period_start.isoformat(),
        "period_end": found.period_end.isoformat(),
        "questionnaire": {"id": found.questionnaire, "version": found.version},
        "links": {
            "self": url_for(".wave", wave=found.id),
            "results": url_for(".results", wave=found.id) if closed else None,
        },
    }


def _answer(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json")


@cache
def _description(root: Path) -> str:
    return (root / "docs" / "openapi" / "v1.json").read_text(encoding="utf-8")
