"""The audit log of a house and of the installation, to read."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from monitor.errors import NotFound
from monitor.services import audit, log_names
from monitor.store.database import Database
from monitor.web.context import installation
from monitor.web.signed_in import require_administrator, require_coordinator, staff_context, work_context
from monitor.web.views.log_words import KINDS
from monitor.web.views.logbook import ON_A_PAGE, LogPage, log_page, whats_of

blueprint = Blueprint("logbook", __name__)
_OF_A_HOUSE = ("metingen", "uitkomsten", "mails", "lijsten", "gegevens", "accounts")
_OF_ALL = ("accounts", "inloggen", "installatie")
_LONGEST_NUMBER = 12


@blueprint.get("/beheer/<house>/logboek")
@require_coordinator
def house(house: str) -> str:
    """What was done in a house."""
    page = _page(installation().house(house), _OF_A_HOUSE, house)
    return render_template("logbook/house.html", page=page, **work_context(house, "logboek"))


@blueprint.get("/installatie/logboek", endpoint="installation")
@require_administrator
def installation_log() -> str:
    """What was done with accounts and houses."""
    page = _page(installation().directory(), _OF_ALL)
    return render_template("logbook/installation.html", page=page, **staff_context())


def _page(db: Database, kinds: Sequence[str], house: str = "") -> LogPage:
    kind, before = request.args.get("soort", ""), _number(request.args.get("voor", ""))
    if kind and kind not in kinds:
        raise NotFound("Deze pagina bestaat niet.")
    lines = audit.list_lines(db, before=before, most=ON_A_PAGE + 1, what=whats_of(kind))
    names = log_names.names(installation(), house)
    return log_page(
        lines,
        audit.last_mark(db),
        names=names,
        kind=kind,
        newest=before is None,
        kinds=[k for k in KINDS if k in kinds],
    )


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise NotFound("Deze pagina bestaat niet.")
    return int(text)
