"""What a partner does with a link: look, choose overleggen, keep pages. Sending is in `sending`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from monitor.errors import BadInput, LinkUnknown, NotFound, OutOfOrder
from monitor.model import Draft, House, InvitedOverleg, Outcome, OwnWords, Wave, WaveState
from monitor.services import sealing
from monitor.services.drafts import (
    WORDS_SIZE,
    decode_draft,
    decode_words,
    encode_draft,
    encode_words,
    merge_page,
    note_sequence,
)
from monitor.services.installation import Installation
from monitor.store import invitations, vault, wave_setup, waves
from monitor.store.database import Database
from monitor.store.invitations import FoundInvitation
from surveys.questionnaire import Aspect, Questionnaire

GRACE = timedelta(minutes=60)
"""How much longer than the closing instant somebody who had begun may go on and send."""
_DEAD_LINK = (
    "Kijk of u de hele link uit de mail heeft. Misschien is de meting gesloten, of heeft u een nieuwe link gekregen. "
    "Lukt het niet? Vraag het Veiligheidshuis om een nieuwe link."
)
_DRAFT, _WORDS = b"draft", b"words"


@dataclass(frozen=True)
class Visit:
    """What a working link leads to. `received`: it was used already (answers sent, or at none of the overleggen)."""

    db: Database
    house_id: str
    token: str
    invitation: FoundInvitation
    questionnaire: Questionnaire

    @property
    def wave(self) -> Wave:
        return self.invitation.wave

    @property
    def received(self) -> bool:
        return self.invitation.outcome in (Outcome.ANSWERED, Outcome.INELIGIBLE)

    @property
    def house(self) -> House:
        return self.invitation.house

    @cached_property
    def overleggen(self) -> tuple[InvitedOverleg, ...]:
        """The partner's own overleggen."""
        return invitations.select_invited_overleggen(self.db, wave=self.wave.id, invitation=self.invitation.id)

    @property
    def groups(self) -> list[str]:
        """The groups of the declared divisions in which the answers will appear, where those are large enough."""
        levels = waves.select_levels(self.db, self.wave.id)
        codes = {overleg.code for overleg in self.overleggen}
        own = [level for level in levels["overleg"] if level.code in codes]
        found: dict[str, set[int | None]] = {
            "overlegvorm": {level.parent for level in own},
            "regio": {level.region for level in own},
            "beroepsgroep": {self.invitation.beroepsgroep},
        }
        declared = [name for name in ("overlegvorm", "regio", "beroepsgroep") if name in self.wave.groupings]
        more = [level.label for name in declared for level in levels.get(name, ()) if level.code in found[name]]
        return [self.house.name, *(overleg.name for overleg in self.overleggen), *more]

    def own_words(self, language: str) -> str:
        """What the house itself says on the landing page; empty: nothing."""
        found = wave_setup.select_text(self.db, self.wave.id, kind="landing", language=language)
        return found.body if found else ""

    @cached_property
    def draft(self) -> Draft:
        """What was kept so far."""
        sealed = self.invitation.sealed_draft
        if sealed is None:
            return Draft()
        return decode_draft(sealing.unpad(sealing.unseal(sealing.draft_key(self.token), sealed, _DRAFT)))

    @cached_property
    def words(self) -> OwnWords:
        """The comment and the address that were kept at a Versturen that was refused."""
        sealed = vault.select_draft(self.db, sealing.words_id(self.token))
        if sealed is None:
            return OwnWords()
        return decode_words(sealing.unpad(sealing.unseal(sealing.draft_key(self.token), sealed, _WORDS)))

    def with_draft(self, draft: Draft, sealed: bytes) -> Visit:
        """The same visit after something was kept."""
        visit = replace(self, invitation=replace(self.invitation, sealed_draft=sealed, begun=True))
        visit.__dict__["draft"] = draft
        return visit

    def aspect(self, part: int) -> Aspect:
        """The aspect of part 1, 2, ... Raises BadInput."""
        if not 1 <= part <= len(self.questionnaire.aspects):
            raise BadInput("Dit deel bestaat niet in deze vragenlijst.")
        return self.questionnaire.aspects[part - 1]


@dataclass(frozen=True)
class PagePosted:
    """A page (or one answer of it) as it came in, already checked against the questionnaire.

    shown: position -> code that the page showed when it was opened; given: position -> code that was posted.
    nonce, number: which opened page, and which save of it, counting up; None without a script to count.
    complete: the whole page was posted, so that its part counts as seen.
    """

    overleg: int
    part: int
    shown: Mapping[int, int]
    given: Mapping[int, int]
    nonce: str
    number: int | None
    complete: bool


def visit(installation: Installation, house: str, token: str) -> Visit:
    """Follow a link; changes nothing. Raises LinkUnknown, the same for every link that does not work."""
    if not sealing.is_token(token):
        raise LinkUnknown(_DEAD_LINK)
    db = house_of(installation, house)
    found = invitations.select_invitation(db, sealing.hash_token(token), draft=sealing.draft_id(token))
    if found is None or not _is_open(installation, found):
        raise LinkUnknown(_DEAD_LINK)
    return Visit(db, house, token, found, installation.questionnaire_of(found.wave))


def _is_open(installation: Installation, found: FoundInvitation) -> bool:
    wave, now = found.wave, installation.now()
    if found.test and wave.state in (WaveState.DRAFT, WaveState.READY):
        return True
    last = wave.closes_at + GRACE if found.begun and not found.test else wave.closes_at
    return wave.state is WaveState.OPEN and wave.opens_at <= now < last


def parts_done(visit: Visit, draft: Draft, overleg: int) -> int:
    """How many parts, from the first on, were posted for an overleg."""
    seen = draft.seen.get(overleg, frozenset())
    total = len(visit.questionnaire.aspects)
    return next((part - 1 for part in range(1, total + 1) if part not in seen), total)


def chosen(visit: Visit, draft: Draft) -> list[InvitedOverleg]:
    """The overleggen that the partner attended, the most attended first; left empty counts as once."""
    present = [overleg for overleg in visit.overleggen if draft.attendance.get(overleg.code, 0) != 0]
    return sorted(present, key=lambda overleg: -(draft.attendance[overleg.code] or 1))


def is_complete(visit: Visit, draft: Draft) -> bool:
    """Whether all parts were seen for at least one chosen overleg, so that there is something to send."""
    total = len(visit.questionnaire.aspects)
    return any(parts_done(visit, draft, overleg.code) == total for overleg in chosen(visit, draft))


def choose_overleggen(installation: Installation, found: Visit, attendance: Mapping[int, int | None]) -> Visit:
    """Keep how often the partner was present per overleg (0 or missing: not; None: present, number left empty).

    Raises BadInput for an overleg that is not on the invitation, or if none is left.
    """

    def change(found: Visit, draft: Draft) -> Draft:
        own = {overleg.code for overleg in found.overleggen}
        if not set(attendance) <= own:
            raise BadInput("U kunt alleen uw eigen overleggen kiezen.")
        if not any(times != 0 for times in attendance.values()):
            raise BadInput("Kies ten minste één overleg, of kies dat u bij geen van deze overleggen was.")
        return replace(draft, attendance={code: attendance.get(code, 0) for code in own})

    return _keep(installation, found, change)


@dataclass(frozen=True)
class PageSaved:
    """The visit after a save. `conflict`: another device had given other answers meanwhile; this page's were kept."""

    visit: Visit
    conflict: bool


def save_page(installation: Installation, found: Visit, page: PagePosted) -> PageSaved:
    """Merge a page into the draft.

    Only answers that differ from what the page showed are written, so a page that lay open elsewhere undoes nothing.
    Raises OutOfOrder for a part whose turn has not come, BadInput for an overleg that was not chosen.
    """
    conflict = False

    def change(found: Visit, draft: Draft) -> Draft:
        nonlocal conflict
        conflict = False
        _check_turn(found, draft, page)
        noted = draft if page.number is None else note_sequence(draft, page.nonce, page.number)
        if noted is None:
            return draft
        stored = noted.answers.get(page.overleg, b"")
        changed = {at: code for at, code in page.given.items() if code != page.shown.get(at, 0)}
        conflict = bool(stored) and any(stored[at] not in (code, page.shown.get(at, 0)) for at, code in changed.items())
        merged = merge_page(stored, changed, len(found.questionnaire.items))
        seen = noted.seen.get(page.overleg, frozenset())
        return replace(
            noted,
            answers={**noted.answers, page.overleg: merged},
            seen={**noted.seen, page.overleg: seen | {page.part} if page.complete else seen},
        )

    return PageSaved(_keep(installation, found, change), conflict)


def save_words(installation: Installation, found: Visit, words: OwnWords) -> None:
    """Keep the comment and the address beside the draft, so that a refused Versturen loses nothing.

    Before the first page and after sending this changes nothing and is no error: sending itself says what is wrong,
    and a second Versturen brings them along once more.
    """
    try:
        padded = sealing.pad(encode_words(words), WORDS_SIZE)
    except ValueError:
        raise BadInput("Uw tekst is te lang om te bewaren. Maak hem korter.") from None
    sealed = sealing.seal(sealing.draft_key(found.token), padded, _WORDS)
    with found.db.atomic():
        now = visit(installation, found.house_id, found.token)
        if now.invitation.begun and not now.received:
            vault.upsert_draft(found.db, draft=sealing.words_id(found.token), wave=now.wave.id, sealed=sealed)


def _check_turn(found: Visit, draft: Draft, page: PagePosted) -> None:
    found.aspect(page.part)
    if draft.attendance.get(page.overleg, 0) == 0:
        raise OutOfOrder("Kies eerst bij welke overleggen u aanwezig was.")
    if page.part > parts_done(found, draft, page.overleg) + 1:
        raise OutOfOrder("Dit deel is nog niet aan de beurt. Uw eerdere antwoorden zijn bewaard.")


def _keep(installation: Installation, found: Visit, change: Callable[[Visit, Draft], Draft]) -> Visit:
    """Change the draft and keep it; gives the visit as it is then.

    The new draft is made before the lock is taken, which is then held for one statement; only where something was
    changed meanwhile, or nothing was kept yet, it is made inside.
    """
    before = found.invitation.sealed_draft
    if before is not None and not found.received:
        draft = change(found, found.draft)
        sealed = _seal_draft(found, draft)
        ids = {"draft": sealing.draft_id(found.token), "token_hash": sealing.hash_token(found.token)}
        if vault.swap_draft(found.db, **ids, before=before, after=sealed):
            return found.with_draft(draft, sealed)
    with found.db.atomic():
        found = visit(installation, found.house_id, found.token)
        if found.received:
            raise OutOfOrder("Uw antwoorden zijn al ontvangen. U kunt ze niet meer veranderen.")
        draft = change(found, found.draft)
        sealed = _seal_draft(found, draft)
        vault.upsert_draft(found.db, draft=sealing.draft_id(found.token), wave=found.wave.id, sealed=sealed)
        if not found.invitation.begun:
            invitations.update_begun(found.db, found.invitation.id)
    return found.with_draft(draft, sealed)


def _seal_draft(found: Visit, draft: Draft) -> bytes:
    padded = sealing.pad(encode_draft(draft), found.invitation.draft_size)
    return sealing.seal(sealing.draft_key(found.token), padded, _DRAFT)


def house_of(installation: Installation, house: str) -> Database:
    """The database of the house in a link. Raises LinkUnknown, as any link that does not work."""
    try:
        return installation.house(house)
    except NotFound:
        raise LinkUnknown(_DEAD_LINK) from None
