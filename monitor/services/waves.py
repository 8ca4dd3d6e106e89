"""A house with its lists, and a wave with its invitations: enough to run one; fieldwork builds on it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import BadInput, Misconfigured, NotFound, Refused
from monitor.model import House, ListKind, Wave
from monitor.services import sealing
from monitor.services.drafts import draft_size
from monitor.services.installation import Installation
from monitor.services.names import check_name
from monitor.store import directory, invitations, lists, waves
from monitor.store.invitations import NewInvitation
from monitor.store.lists import ListEntry, Overleg, Partner
from monitor.store.waves import WaveLevel
from surveys.questionnaire import AspectKind, Questionnaire

LOWEST_MINIMUM = 5
"""A house may ask for larger groups, never for smaller ones."""
ANSWERS_SHOWN = 4
PERSON_VARIABLES = ("beroepsgroep", "organisatietype")


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
) -> None:
    """Make a house with its database and its lists; stopped halfway it can be made again.

    Raises BadInput for a name, Misconfigured for a taken one, and Refused outside an installation for invented houses:
    nothing erases the answers yet at the date that partners are promised.
    """
    if not (installation.invented and house.invented):
        raise Refused(
            f"Huis {house.id} is niet gemaakt. Dit programma wist de antwoorden nog niet op de datum die het aan "
            "partners belooft. Tot het dat kan, maakt het alleen verzonnen huizen, in de demo."
        )
    for name in (house.name, *(entry.name for entry in entries), *(overleg.name for overleg in overleggen)):
        check_name(name)
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


def open_wave(installation: Installation, house: str, wave: Wave) -> list[PersonalLink]:
    """Enter a wave, freeze its groups as the lists are now, and invite every partner with an overleg.

    Raises NotFound for an unknown questionnaire, BadInput for too small a minimum or where nobody can be invited.
    """
    if wave.minimum < LOWEST_MINIMUM:
        raise BadInput(f"Een groep van {wave.minimum} is te klein om te tonen: kies {LOWEST_MINIMUM} of meer.")
    questionnaire = installation.questionnaire(wave.questionnaire, wave.version)
    _check_shown(questionnaire)
    db = installation.house(house)
    secret = secrets.token_bytes(sealing.SECRET_BYTES)
    with db.atomic():
        partners = [partner for partner in lists.select_partners(db) if partner.overleggen]
        if not partners:
            raise BadInput("Geen enkele partner hoort bij een overleg; er is niemand om uit te nodigen.")
        levels = _levels(lists.select_entries(db), lists.select_overleggen(db), partners)
        overleggen = sum(level.variable == "overleg" for level in levels)
        size = draft_size(len(questionnaire.items), len(questionnaire.aspects), overleggen)
        opened = replace(wave, questionnaire_sha256=questionnaire.sha256)
        waves.insert_wave(db, opened, secret=secret, draft_size=size)
        waves.insert_levels(db, wave.id, levels)
        links, entries = _invite(installation, house, partners, levels, secret)
        invitations.insert_invitations(db, wave.id, entries)
        invitations.insert_invitation_overleggen(db, entries)
    return links


def _check_shown(questionnaire: Questionnaire) -> None:
    """Raise BadInput for a questionnaire whose results the pages of this version cannot show truly."""
    other = [aspect.id for aspect in questionnaire.aspects if aspect.kind not in (AspectKind.SCALE, AspectKind.INDEX)]
    if questionnaire.scale.maximum != ANSWERS_SHOWN or other:
        raise BadInput(
            f"Deze versie kan uitkomsten van {questionnaire.id} nog niet tonen: zij kent alleen vier antwoorden en "
            "aspecten van de soort scale of index."
        )


def _levels(
    entries: Mapping[ListKind, Sequence[ListEntry]], overleggen: Sequence[Overleg], partners: Sequence[Partner]
) -> list[WaveLevel]:
    vormen = entries[ListKind.OVERLEGVORM]
    vorm_codes = {vorm.id: code for code, vorm in enumerate(vormen)}
    levels = [WaveLevel("overlegvorm", code, vorm.name, None, vorm.id) for code, vorm in enumerate(vormen)]
    levels += [
        WaveLevel("overleg", code, overleg.name, vorm_codes[overleg.overlegvorm], overleg.id)
        for code, overleg in enumerate(overleggen)
    ]
    for variable in PERSON_VARIABLES:
        own = {getattr(partner, variable) for partner in partners}
        named = [entry for entry in entries[ListKind(variable)] if entry.id in own]
        levels += [WaveLevel(variable, code, entry.name, None, entry.id) for code, entry in enumerate(named)]
    return levels


def _invite(
    installation: Installation, house: str, partners: Iterable[Partner], levels: Sequence[WaveLevel], secret: bytes
) -> tuple[list[PersonalLink], list[NewInvitation]]:
    codes = {(level.variable, level.source): level.code for level in levels}
    links, entries = [], []
    for partner in partners:
        invitation = secrets.token_hex(16)
        token = sealing.make_token(installation.link_key, wave_secret=secret, invitation=invitation, link_number=1)
        links.append(PersonalLink(partner.id, f"/d/{house}/{token}"))
        entries.append(
            NewInvitation(
                id=invitation,
                partner=partner.id,
                token_hash=sealing.hash_token(token),
                beroepsgroep=codes["beroepsgroep", partner.beroepsgroep],
                organisatietype=codes["organisatietype", partner.organisatietype],
                overleggen=tuple(codes["overleg", overleg] for overleg in partner.overleggen),
            )
        )
    return links, entries


def get_wave(installation: Installation, house: str, wave: str) -> Wave:
    """One wave of a house. Raises NotFound."""
    found = waves.select_wave(installation.house(house), wave)
    if found is None:
        raise NotFound("Deze meting is er niet.")
    return found
