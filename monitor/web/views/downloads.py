"""The page of downloads: which files there are for somebody, and in plain words what each is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.results import Publication
from monitor.results.rules import least_shown
from monitor.web.views.place import Place, place_of


@dataclass(frozen=True)
class FileLine:
    """One kind of file. `short`: its name where there are many in a row."""

    form: str
    name: str
    short: str
    about: str


FILES = (
    FileLine("xlsx", "Excel (XLSX)", "XLSX", "Een werkmap met een blad per tabel. Het eerste blad legt alles uit."),
    FileLine("ods", "OpenDocument (ODS)", "ODS", "Dezelfde werkmap in de open standaard, voor LibreOffice en Excel."),
    FileLine(
        "csv", "CSV met puntkomma", "CSV", "Eén lange lijst met een regel per cijfer. Past bij een Nederlands Excel."
    ),
    FileLine(
        "csv-en", "CSV met komma", "CSV met komma", "Dezelfde lijst met een decimale punt, voor R, Python of SPSS."
    ),
    FileLine("json", "JSON", "JSON", "Voor een eigen programma van de gemeente. Het schema zegt wat elk veld is."),
)


@dataclass(frozen=True)
class OverlegFiles:
    """An overleg of which somebody may have the files."""

    code: int
    label: str


@dataclass(frozen=True)
class DownloadsPage:
    """`whole`: the house and what may leave it; `researcher`: the page of data for research is there too."""

    place: Place
    files: tuple[FileLine, ...]
    whole: bool
    researcher: bool
    pdf: bool
    """Whether this installation can make the reports."""
    overleggen: tuple[OverlegFiles, ...]
    minimum: int
    outside_minimum: int


def downloads_page(
    publication: Publication, *, whole: bool, codes: Sequence[int], researcher: bool, pdf: bool
) -> DownloadsPage:
    """What somebody may take along. codes: the overleggen that they may see."""
    groups = (group for one in publication.report.breakdowns if one.by == "overleg" for group in one.groups)
    own = tuple(OverlegFiles(group.code, group.label) for group in groups if group.code in codes)
    return DownloadsPage(
        place_of(publication),
        FILES,
        whole,
        researcher,
        pdf,
        own,
        publication.minimum,
        least_shown(publication.minimum, outside=True),
    )
