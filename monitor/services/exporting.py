"""The results of a wave as files, from the publication alone; a file is made once per process, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.errors import NotFound
from monitor.exports.results_cells import Book
from monitor.exports.results_csv import ENGLISH, to_csv
from monitor.exports.results_json import results_record, to_text
from monitor.exports.results_ods import TYPE as ODS_TYPE
from monitor.exports.results_ods import to_ods
from monitor.exports.results_tables import results_tables
from monitor.exports.results_xlsx import to_xlsx
from monitor.results import Frozen
from monitor.services.heavy import one_heavy_task
from monitor.services.installation import Installation
from surveys.questionnaire import Questionnaire

JSON = "json"
_MOST_BYTES = 32 * 1024 * 1024
_made: dict[tuple[str, str, bool, int | None], bytes] = {}


@dataclass(frozen=True)
class Format:
    """One kind of file. `mark`: what tells two with the same ending apart; `encode` is None for JSON."""

    ending: str
    content_type: str
    encode: Callable[[Book], bytes] | None
    mark: str = ""


FORMATS: Mapping[str, Format] = {
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "ods": Format("ods", ODS_TYPE, to_ods),
    "csv": Format("csv", "text/csv; charset=utf-8", to_csv),
    "csv-en": Format("csv", "text/csv; charset=utf-8", lambda book: to_csv(book, ENGLISH), "-punt"),
    JSON: Format("json", "application/json", None),
}


@dataclass(frozen=True)
class ResultsFile:
    """A file to give to somebody. Its name says which house, wave and overleg, and nothing of the results."""

    name: str
    content_type: str
    data: bytes


def results_file(
    installation: Installation,
    frozen: Frozen,
    questionnaire: Questionnaire,
    *,
    form: str,
    outside: bool = False,
    overleg: int | None = None,
) -> ResultsFile:
    """A file of a publication. form: one of FORMATS; outside: what may leave the house; overleg: one by its code.

    Raises NotFound for another form or overleg, BadInput for an overleg of the outside set, Overloaded.
    """
    found = FORMATS.get(form)
    if found is None:
        raise NotFound("Dit soort bestand maken wij niet.")
    key = (frozen.sha256, form, outside, overleg)
    if key not in _made:
        with one_heavy_task(installation):
            data = _made.get(key) or make_bytes(frozen, questionnaire, found, outside=outside, overleg=overleg)
            _keep(key, data)
    else:
        data = _made[key]
    return ResultsFile(file_name(frozen, found, outside=outside, overleg=overleg), found.content_type, data)


def make_bytes(
    frozen: Frozen, questionnaire: Questionnaire, form: Format, *, outside: bool, overleg: int | None
) -> bytes:
    """Write one file. One publication always gives the same bytes."""
    if form.encode is None:
        record = results_record(frozen.publication, questionnaire, outside=outside, overleg=overleg, code=frozen.sha256)
        return to_text(record).encode()
    book = results_tables(frozen.publication, questionnaire, outside=outside, overleg=overleg, code=frozen.sha256)
    return form.encode(book)


def file_name(frozen: Frozen, form: Format, *, outside: bool, overleg: int | None) -> str:
    """House and wave by their ids, in ASCII."""
    publication = frozen.publication
    which = "-om-door-te-geven" if outside else "" if overleg is None else f"-overleg-{overleg}"
    return f"{publication.house}-{publication.wave}-resultaten{which}{form.mark}.{form.ending}"


def _keep(key: tuple[str, str, bool, int | None], data: bytes) -> None:
    """Keep what was made, and drop the oldest above what memory there is for it."""
    _made[key] = data
    while sum(map(len, list(_made.values()))) > _MOST_BYTES and len(_made) > 1:
        _made.pop(next(iter(_made)), None)
