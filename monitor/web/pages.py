"""Pages for everyone: the way in, privacy, accessibility, security.txt, and the one large script."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from monitor.errors import NotFound
from monitor.web.assets import plotly_response, theme_path
from monitor.web.context import installation, settings
from monitor.web.views.pages import installation_page, security_txt

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> Redirect:
    """The bare address: people with an account go to their houses, others are asked to sign in."""
    return redirect(url_for("dashboard.waves"))


@blueprint.get("/gegevens")
def privacy() -> str:
    """What happens with answers and accounts."""
    return render_template("page/privacy.html", page=installation_page(settings()))


@blueprint.get("/toegankelijkheid")
def accessibility() -> str:
    """The accessibility statement of this installation."""
    return render_template("page/accessibility.html", page=installation_page(settings()))


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell about a leak (RFC 9116)."""
    text = security_txt(settings(), installation().now())
    if text is None:
        raise NotFound("Deze pagina bestaat niet.")
    return Response(text, mimetype="text/plain")


@blueprint.get("/security.txt")
def old_security() -> Redirect:
    """Where it was looked for before the RFC."""
    return redirect(url_for(".security"))


@blueprint.get("/thema.css")
def theme() -> Response:
    """The installation's own stylesheet."""
    path = theme_path(current_app.config["INSTANCE"])
    if not path.is_file():
        raise NotFound("Deze pagina bestaat niet.")
    return send_file(path, mimetype="text/css", max_age=31536000)


@blueprint.get("/plotly/<version>.js")
def plotly(version: str) -> Response:
    """plotly.js from the installed package; the version in the address only keeps caches apart."""
    return plotly_response()
