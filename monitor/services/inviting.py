"""Who is invited to a wave: levels and invitations made of the house's lists, with the links that belong to them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.model import Wave, WaveState
from monitor.services import sealing
from monitor.services.drafts import draft_size
from monitor.services.editors import freeze_editors
from monitor.services.grouping import GENDER, OVERLEG, PERSON_VARIABLES, codes_of, make_levels, read_lists
from monitor.services.installation import Installation
from monitor.store import invitations, vault, wave_setup, waves
from monitor.store.database import Database
from monitor.store.invitations import NewInvitation
from monitor.store.lists import Partner
from monitor.store.waves import WaveLevel
from surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Link:
    """An invitation and the token that was made for it; to be shown or mailed once and stored nowhere."""

    invitation: str
    partner: str
    token: str


def freeze_and_invite(installation: Installation, db: Database, wave: Wave) -> list[Link]:
    """Open a draft that is ready: freeze its groups and redacteurs as they are now, draw its secret, invite everybody.

    What was there to try it out is gone. Call inside `atomic`. Raises NotFound without its questionnaire, BadInput
    where nobody can be invited or groups cannot be taken together.
    """
    questionnaire = installation.questionnaire(wave.questionnaire, wave.version)
    found = read_lists(db)
    if not found.partners:
        raise BadInput("Geen enkele partner hoort bij een overleg; er is niemand om uit te nodigen.")
    secret = prepare_levels(
        db, wave.id, questionnaire, make_levels(found, wave_setup.select_merges(db, wave.id)), clear=True
    )
    waves.update_state(db, wave.id, before=wave.state, after=WaveState.OPEN)
    freeze_editors(installation, db, wave.id)
    levels = [level for own in waves.select_levels(db, wave.id).values() for level in own]
    return invite(installation, db, wave.id, found.partners, codes_of(levels), secret)


def prepare_levels(
    db: Database, wave: str, questionnaire: Questionnaire, levels: Sequence[WaveLevel], *, clear: bool
) -> bytes:
    """Put these levels in place of a draft's own, with a new secret; gives that. Call inside `atomic`.

    `clear`: destroy what was filled in to try the wave out.
    """
    if clear:
        wave_setup.delete_tests(db, wave)
        vault.delete_drafts(db, wave)
    waves.delete_levels(db, wave)
    waves.insert_levels(db, wave, levels)
    secret = secrets.token_bytes(sealing.SECRET_BYTES)
    overleggen = sum(level.variable == OVERLEG for level in levels)
    size = draft_size(len(questionnaire.items), len(questionnaire.aspects), overleggen)
    waves.update_opening(db, wave, secret=secret, draft_size=size, questionnaire_sha256=questionnaire.sha256)
    return secret


def invite(
    installation: Installation,
    db: Database,
    wave: str,
    partners: Iterable[Partner],
    codes: Mapping[tuple[str, str], int],
    secret: bytes,
) -> list[Link]:
    """Enter an invitation for each of these partners, whose groups must be among the codes. Call inside `atomic`."""
    links, entries = [], []
    for partner in partners:
        invitation, token = draw_link(installation, secret)
        links.append(Link(invitation, partner.id, token))
        entries.append(
            NewInvitation(
                id=invitation,
                partner=partner.id,
                token_hash=sealing.hash_token(token),
                beroepsgroep=codes["beroepsgroep", partner.beroepsgroep],
                organisatietype=codes["organisatietype", partner.organisatietype],
                overleggen=tuple(sorted({codes[OVERLEG, overleg] for overleg in partner.overleggen})),
                geslacht=codes.get((GENDER, partner.gender)),
            )
        )
    invitations.insert_invitations(db, wave, entries)
    invitations.insert_invitation_overleggen(db, entries)
    return links


def draw_link(installation: Installation, wave_secret: bytes) -> tuple[str, str]:
    """(id of a new invitation, the token of its first link)."""
    invitation = secrets.token_hex(16)
    token = sealing.make_token(installation.link_key, wave_secret=wave_secret, invitation=invitation, link_number=1)
    return invitation, token


def groups_missing(partner: Partner, codes: Mapping[tuple[str, str], int]) -> bool:
    """Whether a partner is in a group that the wave did not have when it opened."""
    own = [(variable, getattr(partner, variable)) for variable in PERSON_VARIABLES]
    own += [(OVERLEG, overleg) for overleg in partner.overleggen]
    asked = any(variable == GENDER for variable, _ in codes)
    return any(group not in codes for group in own) or (asked and (GENDER, partner.gender) not in codes)
