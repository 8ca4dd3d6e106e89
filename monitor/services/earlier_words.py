"""The earlier publications of a house, each with the questionnaire as it was asked then, to compare statements."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import Misconfigured
from monitor.results import Frozen, Publication
from monitor.services.installation import Installation
from monitor.services.years import publications_until
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Year:
    """A closed wave. `questionnaire` is None where its file is not there any more: its words cannot be compared."""

    publication: Publication
    questionnaire: Questionnaire | None


def earlier_years(installation: Installation, house: str, wave: str) -> tuple[Year, ...]:
    """The publications before that of this wave, the oldest first."""
    found = publications_until(installation, house, wave)
    return tuple(_year(installation, one) for one in found if one.publication.wave != wave)


def _year(installation: Installation, frozen: Frozen) -> Year:
    found = frozen.publication
    try:
        asked = installation.questionnaire_as_opened(
            found.questionnaire, found.questionnaire_version, found.questionnaire_sha256
        )
    except Misconfigured:  # its file was changed or taken away: its numbers stay, its words are gone
        return Year(found, None)
    return Year(found, asked)
