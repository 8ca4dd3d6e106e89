"""Makes the Flask application. Making it demands no key and opens no database; `check_ready` does, before serving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException, Unauthorized

from monitor.errors import MonitorError
from monitor.results.rules import LEAST_OUTSIDE
from monitor.services import reading
from monitor.services.installation import Installation
from monitor.web import (
    account,
    administration,
    api,
    commands,
    dashboard,
    downloads,
    explained,
    explanations,
    faults,
    fieldwork,
    gathering,
    giving,
    guard,
    improvements,
    lists,
    logbook,
    mails,
    oidc,
    opt_out,
    own_account,
    own_factor,
    pages,
    partner_import,
    people,
    personal_data,
    reports,
    research,
    respond,
    share_preview,
    shared,
    shares,
    statements,
    words,
)
from monitor.web.assets import static_url, theme_url
from monitor.web.context import installation_of, settings_of
from monitor.web.formats import FILTERS
from monitor.web.mail_links import with_mail_links
from monitor.web.place_links import place_url
from monitor.web.readiness import check_debugger, check_files
from monitor.web.results_nav import results_nav
from monitor.web.settings import Settings, instance_folder
from monitor.web.splice import SplicedPages

ROOT = Path(__file__).resolve().parents[2]
MAX_BODY_BYTES = 256 * 1024
MAX_FIELDS = 2000
_MODULES = (
    *(respond, opt_out, dashboard, account, own_account, own_factor, oidc, pages),
    *(lists, partner_import, fieldwork, mails, personal_data, people, logbook, administration),
    *(statements, explained, improvements, explanations, words, downloads, research, reports),
    *(shares, share_preview, shared, api, giving, gathering),
)


class Monitor(Flask):
    """Flask that never writes an address into the log: a partner's address holds the link's token."""

    def log_exception(self, exc_info: Any) -> None:
        """Log a fault with the name of the page instead of its address."""
        self.logger.error("Fout op pagina %s (%s)", request.endpoint, request.method, exc_info=exc_info)


def create_app(
    instance: Path | None = None, *, settings: Settings | None = None, installation: Installation | None = None
) -> Flask:
    """The application of one instance folder; settings and installation can be handed in by tests and benches."""
    app = Monitor("monitor.web", static_folder="static", template_folder="templates")
    app.config.update(
        ROOT=ROOT,
        INSTANCE=instance or instance_folder(ROOT),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=MAX_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
    )
    if settings:
        app.extensions["monitor.settings"] = settings
    if installation:
        app.extensions["monitor.installation"] = installation
    app.extensions["monitor.pages"] = SplicedPages()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS, with_mail_links=with_mail_links)
    app.jinja_env.globals.update(
        LEAST_OUTSIDE=LEAST_OUTSIDE, static_url=static_url, place_url=place_url, results_nav=results_nav
    )
    app.context_processor(lambda: {"demo": settings_of(app).demo, "theme_url": theme_url(app.config["INSTANCE"])})
    app.register_error_handler(MonitorError, faults.show_error)
    app.register_error_handler(HTTPException, faults.show_http_error)
    app.register_error_handler(Unauthorized, lambda _error: account.signed_out_page())
    app.after_request(faults.quieten_redirect)
    guard.install(app)
    for module in _MODULES:
        app.register_blueprint(module.blueprint)
    commands.install(app)
    return app


def check_ready(app: Flask) -> Settings:
    """Raise Misconfigured unless the application can serve: settings, keys, files, houses of the right kind."""
    settings = settings_of(app)
    check_debugger(app, settings)
    installation = installation_of(app)
    check_files(settings)
    reading.check_houses(installation)
    return settings
