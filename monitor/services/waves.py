"""Making a house with its lists, opening a wave at once and without mails (the demo's), and looking a wave up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput, Misconfigured, NotFound, Refused
from monitor.model import Actor, House, Wave, WaveState
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.services.inviting import freeze_and_invite
from monitor.services.names import check_contact, check_name
from monitor.store import directory, lists, waves
from monitor.store.lists import ListEntry, Overleg, Partner
from surveys.questionnaire import AspectKind, Questionnaire

LOWEST_MINIMUM = 5
"""A house may ask for larger groups, never for smaller ones."""
ANSWERS_SHOWN = 4


@dataclass(frozen=True)
class PersonalLink:
    """The path of a partner's link; to be shown or mailed once and stored nowhere."""

    partner: str
    path: str


def create_house(
    installation: Installation,
    house: House,
    *,
    entries: Sequence[ListEntry],
    overleggen: Sequence[Overleg],
    partners: Sequence[Partner],
    actor: Actor | None = None,
) -> None:
    """Make a house with its database and its lists; stopped halfway it can be made again. Logged if somebody did it.

    Raises BadInput for a name or contact, Misconfigured for a taken id, and Refused for an invented house among real
    ones or a real house among invented ones.
    """
    if installation.invented != house.invented:
        kinds = ("verzonnen", "echte") if house.invented else ("echt", "verzonnen")
        raise Refused(
            f"Huis {house.id} is niet gemaakt: het is {kinds[0]} en deze map is voor {kinds[1]} huizen. De demo en "
            "echte huizen hebben elk een eigen map."
        )
    for name in (house.name, *(entry.name for entry in entries), *(overleg.name for overleg in overleggen)):
        check_name(name)
    check_contact(house.contact)
    register = installation.directory()
    if house.id in directory.select_house_names(register):
        raise Misconfigured(f"Er is al een huis {house.id}.")
    db = installation.new_house(house.id)
    with db.atomic():
        if not lists.has_house(db):
            lists.insert_house(db, house)
            lists.insert_entries(db, entries)
            lists.insert_overleggen(db, overleggen)
            lists.insert_partners(db, partners)
            lists.insert_partner_overleggen(db, partners)
    with register.atomic():
        directory.insert_house(register, house=house.id, name=house.name)
        if actor is not None:
            audit.note(register, installation.now(), actor, what="house.created", target=house.id)


def open_wave(installation: Installation, house: str, wave: Wave) -> list[PersonalLink]:
    """Enter a wave, freeze its groups as the lists are now, and invite every partner with an overleg; without mails.

    For invented houses, whose partners have no mailbox; `opening` is what a coordinator has. Raises NotFound for an
    unknown questionnaire, BadInput for too small a minimum or where nobody can be invited.
    """
    check_minimum(wave.minimum)
    check_shown(installation.questionnaire(wave.questionnaire, wave.version))
    db = installation.house(house)
    with db.atomic():
        waves.insert_wave(db, replace(wave, state=WaveState.DRAFT), secret=None, draft_size=0)
        links = freeze_and_invite(installation, db, replace(wave, state=WaveState.DRAFT))
    return [PersonalLink(link.partner, f"/d/{house}/{link.token}") for link in links]


def check_minimum(minimum: int) -> None:
    """Raise BadInput for groups smaller than may ever be shown."""
    if minimum < LOWEST_MINIMUM:
        raise BadInput(f"Een groep van {minimum} is te klein om te tonen: kies {LOWEST_MINIMUM} of meer.")


def check_shown(questionnaire: Questionnaire) -> None:
    """Raise BadInput for a questionnaire whose results the pages of this version cannot show truly."""
    other = [aspect.id for aspect in questionnaire.aspects if aspect.kind not in (AspectKind.SCALE, AspectKind.INDEX)]
    if questionnaire.scale.maximum != ANSWERS_SHOWN or other:
        raise BadInput(
            f"Deze versie kan uitkomsten van {questionnaire.id} nog niet tonen: zij kent alleen vier antwoorden en "
            "aspecten van de soort scale of index."
        )


def get_wave(installation: Installation, house: str, wave: str) -> Wave:
    """One wave of a house. Raises NotFound."""
    found = waves.select_wave(installation.house(house), wave)
    if found is None:
        raise NotFound("Deze meting is er niet.")
    return found
