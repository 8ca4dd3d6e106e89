"""Addresses of static files that change when the file does, and plotly.js from the installed package."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from flask import Response, make_response, request, url_for

_STATIC = Path(__file__).parent / "static"
_YEAR = "public, max-age=31536000, immutable"


@cache
def _version(filename: str) -> str:
    return hashlib.sha256((_STATIC / filename).read_bytes()).hexdigest()[:12]


def static_url(filename: str) -> str:
    """The address of a static file, with its content's hash, so that it may be cached for a year."""
    return url_for("static", filename=filename, v=_version(filename))


def theme_path(instance: Path) -> Path:
    """A municipality's own stylesheet, which sets --utrecht-* names."""
    return instance / "theme.css"


def theme_url(instance: Path) -> str | None:
    """The address of the installation's stylesheet, None without one."""
    try:
        changed = theme_path(instance).stat().st_mtime_ns
    except OSError:
        return None
    return url_for("pages.theme", v=f"{changed:x}")


@cache
def _plotly_version() -> str:
    return version("plotly")


def plotly_url() -> str:
    """The address of plotly.js, with the package's version."""
    return url_for("pages.plotly", version=_plotly_version())


@cache
def _plotly() -> tuple[bytes, bytes]:
    """(plotly.js, the same gzipped); made at the first request for it in a process."""
    package = find_spec("plotly")
    if package is None or package.origin is None:
        raise FileNotFoundError("plotly")
    script = (Path(package.origin).parent / "package_data" / "plotly.min.js").read_bytes()
    return script, gzip.compress(script, compresslevel=6, mtime=0)


def plotly_response() -> Response:
    """plotly.js, compressed where the browser takes it, cached for good."""
    plain, zipped = _plotly()
    accepts = request.accept_encodings["gzip"] > 0
    response = make_response(zipped if accepts else plain)
    response.headers.update({"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": _YEAR})
    response.headers["Vary"] = "Accept-Encoding"
    if accepts:
        response.headers["Content-Encoding"] = "gzip"
    return response
