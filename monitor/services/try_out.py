"""A test link: what a partner sees, with answers that count nowhere."""

from __future__ import annotations

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit, sealing
from monitor.services.grouping import OVERLEG, levels_now
from monitor.services.installation import Installation
from monitor.services.inviting import draw_link, prepare_levels
from monitor.services.seen import describe_lists
from monitor.services.waves import check_shown, get_wave
from monitor.store import invitations, vault, wave_setup, waves
from monitor.store.database import Database
from monitor.store.invitations import NewInvitation

_MOST_OVERLEGGEN = 2
"""Enough to see how a second one is offered."""


def make_test_link(installation: Installation, house: str, wave: str, *, actor: Actor) -> str:
    """The path of a new link to try a wave out with, in place of the one before.

    A draft gets provisional groups for it, which are made anew when it opens. Raises OutOfOrder once the wave is
    closed; BadInput without an overleg or a partner; NotFound without the questionnaire.
    """
    db = installation.house(house)
    with db.atomic():
        found = get_wave(installation, house, wave)
        secret = _secret(installation, db, found)
        _forget(installation, db, wave, secret)
        token = _enter(installation, db, wave, secret)
        if found.state is not WaveState.OPEN:
            wave_setup.update_tested(db, wave, seen=describe_lists(db, wave))
        audit.note(db, installation.now(), actor, what="wave.tested", target=wave)
    return f"/d/{house}/{token}"


def _secret(installation: Installation, db: Database, wave: Wave) -> bytes:
    """The secret under which the link is made; of a draft a fresh one, with the lists as they are now."""
    if wave.state is WaveState.OPEN and installation.now() < wave.closes_at:
        secret, _ = waves.select_secrets(db, wave.id)
        if secret is not None:
            return secret
    if wave.state not in (WaveState.DRAFT, WaveState.READY):
        raise OutOfOrder("Deze meting is gesloten. Proberen kan niet meer.")
    questionnaire = installation.questionnaire(wave.questionnaire, wave.version)
    check_shown(questionnaire)
    levels = levels_now(db, wave.id)
    if not {OVERLEG, "beroepsgroep", "organisatietype"} <= {level.variable for level in levels}:
        raise BadInput("Voer eerst de overleggen en de partners in. Dan kunt u de meting proberen.")
    return prepare_levels(db, wave.id, questionnaire, levels, clear=True)


def _forget(installation: Installation, db: Database, wave: str, secret: bytes) -> None:
    """Destroy the test links before this one, with what was filled in through them."""
    for invitation, link_number in wave_setup.select_tests(db, wave):
        token = sealing.make_token(
            installation.link_key, wave_secret=secret, invitation=invitation, link_number=link_number
        )
        vault.delete_draft(db, sealing.draft_id(token))
        vault.delete_draft(db, sealing.words_id(token))
    wave_setup.delete_tests(db, wave)


def _enter(installation: Installation, db: Database, wave: str, secret: bytes) -> str:
    invitation, token = draw_link(installation, secret)
    overleggen = waves.select_levels(db, wave)[OVERLEG][:_MOST_OVERLEGGEN]
    entry = NewInvitation(
        id=invitation,
        partner=None,
        token_hash=sealing.hash_token(token),
        beroepsgroep=0,
        organisatietype=0,
        overleggen=tuple(level.code for level in overleggen),
        test=True,
    )
    invitations.insert_invitations(db, wave, [entry])
    invitations.insert_invitation_overleggen(db, [entry])
    return token
