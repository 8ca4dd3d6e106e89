"""What houses gave to the benchmark: the analyst registers houses, takes files in, and sees who gave what when."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import BadInput, Refused
from monitor.services.benchmark import register
from monitor.services.benchmark.file_text import MOST_BYTES
from monitor.web.context import installation
from monitor.web.faults import status_of
from monitor.web.guard import takes_file
from monitor.web.signed_in import actor, require_analyst, staff_context
from monitor.web.views.gathering import gathering_page

blueprint = Blueprint("gathering", __name__, url_prefix="/benchmark")
MOST_FILES = 200
_NO_FILE = "Kies eerst een bestand."


@blueprint.get("/")
@require_analyst
def overview() -> str:
    """The register."""
    return _page({})


@blueprint.post("/huizen")
@require_analyst
def register_house() -> tuple[str, int] | Response:
    """Enter a house by the fingerprint of its key."""
    try:
        register.register_house(
            installation(), request.form.get("house", "").strip(), request.form.get("fingerprint", ""), actor=actor()
        )
    except (BadInput, Refused) as error:
        return _page({"fingerprint": str(error)}), status_of(error)
    return redirect(url_for(".overview", gedaan="huis"), code=303)


@blueprint.post("/bestanden")
@takes_file
@require_analyst
def take_files() -> tuple[str, int] | str:
    """Take the posted files in, each by itself, and say what became of every one."""
    posted = [file for file in request.files.getlist("files") if file.filename]
    if not posted or len(posted) > MOST_FILES:
        return _page({"files": f"Kies ten hoogste {MOST_FILES} bestanden tegelijk." if posted else _NO_FILE}), 400
    given = [(file.filename or "", file.stream.read(MOST_BYTES + 1)) for file in posted]
    taken = register.take_files(installation(), given, actor=actor())
    return render_template("gathering/taken.html", taken=taken, **staff_context())


def _page(errors: dict[str, str]) -> str:
    page = gathering_page(register.list_houses(installation()), register.list_files(installation()), request.form)
    done = "Het huis staat in het register." if request.args.get("gedaan") == "huis" else None
    return render_template("gathering/overview.html", page=page, errors=errors, done=done, **staff_context())
