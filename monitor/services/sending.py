"""Versturen: from the draft to the vault, once, in one transaction; and "I was at none of these"."""

from __future__ import annotations

import secrets
import struct

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Draft, Form, MembershipState, Outcome
from monitor.services import sealing
from monitor.services.answering import Visit, chosen, house_of, is_complete, visit
from monitor.services.drafts import CONTACT_CHARACTERS, WORDS_BYTES
from monitor.services.installation import Installation
from monitor.services.progress import keep_counts
from monitor.store import invitations, vault
from monitor.store.database import Database

FORM, WORDS, CONTACT = b"form", b"words", b"contact"
_HEAD = struct.Struct(">QHHh")
"""Tie number of the person's forms, codes of overleg and beroepsgroep, times present (-1: left empty)."""
HEAD_BYTES = _HEAD.size
_SIZES = {WORDS: WORDS_BYTES + 4, CONTACT: CONTACT_CHARACTERS * 4 + 4}


def pack_form(form: Form, *, tie: int, beroepsgroep: int) -> bytes:
    """A form as it lies in the vault: the head above, then a byte per item."""
    present = -1 if form.attendance is None else form.attendance
    return _HEAD.pack(tie, form.overleg, beroepsgroep, present) + form.answers


def send(installation: Installation, house: str, token: str) -> None:
    """Send all of a person's forms. Sending again changes nothing; a test link's forms are kept nowhere.

    Raises LinkUnknown; OutOfOrder before all parts of one overleg were seen; BadInput without a single answer.
    """
    db = house_of(installation, house)
    with db.atomic():
        found = visit(installation, house, token)
        if found.received:
            return
        forms = forms_of(found)
        if found.invitation.test:
            _end_test(found, Outcome.ANSWERED)
            return
        key = sealing.wave_key(installation.link_key, _secret(found))
        tie = secrets.randbits(64)
        sealed = [
            (secrets.token_bytes(16), sealing.seal(key, _pack(found, form, tie), FORM + found.wave.id.encode()))
            for form in forms
        ]
        keep_counts(db, found.wave.id, installation.now())
        if not invitations.update_outcome_once(db, found.invitation.id, Outcome.ANSWERED):
            return
        invitations.update_round(db, found.invitation.id)
        _note_memberships(found, {form.overleg for form in forms})
        vault.insert_forms(db, found.wave.id, sealed)
        _keep_side(found, key)
        _forget_draft(db, token)


def _end_test(found: Visit, outcome: Outcome) -> None:
    """The end of a test link: what was filled in is destroyed and counts nowhere."""
    invitations.update_outcome_once(found.db, found.invitation.id, outcome)
    _forget_draft(found.db, found.token)


def _forget_draft(db: Database, token: str) -> None:
    """Destroy the draft and the words beside it."""
    for draft in (sealing.draft_id(token), sealing.words_id(token)):
        vault.delete_draft(db, draft)


def _pack(found: Visit, form: Form, tie: int) -> bytes:
    return pack_form(form, tie=tie, beroepsgroep=found.invitation.beroepsgroep)


def _secret(found: Visit) -> bytes:
    if found.invitation.secret is None:
        raise OutOfOrder("Deze meting is gesloten.")
    return found.invitation.secret


def forms_of(found: Visit) -> list[Form]:
    """The forms in the draft: one per chosen overleg with at least one answer. Raises OutOfOrder, BadInput."""
    draft = found.draft
    if not is_complete(found, draft):
        raise OutOfOrder("U bent nog niet bij het einde. Uw antwoorden tot nu toe zijn bewaard.")
    given = [overleg.code for overleg in chosen(found, draft) if any(draft.answers.get(overleg.code, b""))]
    forms = [_form(draft, code) for code in given]
    if not forms:
        raise BadInput("U heeft nog geen enkele stelling beantwoord. Beantwoord er ten minste één, of verstuur niets.")
    return forms


def _form(draft: Draft, overleg: int) -> Form:
    return Form(overleg, draft.attendance[overleg], draft.answers[overleg])


def _note_memberships(found: Visit, answered: set[int]) -> None:
    for overleg in found.overleggen:
        if overleg.code in answered:
            state = MembershipState.ANSWERED
        elif found.draft.attendance.get(overleg.code, 0) == 0:
            state = MembershipState.NOT_PRESENT
        else:
            continue
        invitations.update_membership(found.db, invitation=found.invitation.id, overleg=overleg.code, state=state)


def _keep_side(found: Visit, key: bytes) -> None:
    texts = ((WORDS, vault.WORDS, found.words.comment), (CONTACT, vault.CONTACT, found.words.contact))
    for purpose, table, text in texts:
        if text:
            padded = sealing.pad(text.encode(), _SIZES[purpose])
            sealed = sealing.seal(key, padded, purpose + found.wave.id.encode())
            vault.insert_side(found.db, table, wave=found.wave.id, entry=secrets.token_bytes(16), sealed=sealed)


def report_absent(installation: Installation, house: str, token: str) -> None:
    """Note that the partner was at none of the overleggen: not eligible, and the draft is destroyed."""
    db = house_of(installation, house)
    with db.atomic():
        found = visit(installation, house, token)
        if found.received:
            return
        if found.invitation.test:
            _end_test(found, Outcome.INELIGIBLE)
            return
        keep_counts(db, found.wave.id, installation.now())
        if invitations.update_outcome_once(db, found.invitation.id, Outcome.INELIGIBLE):
            _forget_draft(db, token)
