"""Open comments after closing: a redacteur reads, changes and decides, sealed; then releases them as one set.

Only who was settled as redacteur when the wave opened, and has the right still. What was decided lies beside the
comment under the vault key, so that no comment stands in the database in clear before it is released.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import Account, Actor, Wave
from monitor.services import audit, sealing
from monitor.services.clock import local_date
from monitor.services.drafts import WORDS_BYTES, WORDS_CHARACTERS
from monitor.services.editors import check_redacteur, find_editor
from monitor.services.installation import Installation
from monitor.services.retention import is_over
from monitor.services.sending import WORDS
from monitor.services.spotting import words_of
from monitor.services.typed_text import IMPOSSIBLE, is_possible, read_text
from monitor.services.waves import get_wave
from monitor.store import comments, edits, lists, partners, vault, waves
from monitor.store.database import Database

FEWEST = 5
"""Fewer comments are not released: among so few a reader may know whose each is."""
EDIT = b"edit"
_HEAD = struct.Struct(">BI")
"""The decision's place in `Decision`, and the revision; the text as changed follows."""
EDIT_SIZE = WORDS_BYTES + _HEAD.size + 4
ERASED = "De open antwoorden zijn gewist op de bewaardatum van de meting."


class Decision(StrEnum):
    """What a redacteur decided about a comment."""

    OPEN = "beslissen"
    RELEASE = "vrijgeven"
    WITHHOLD = "niet"


@dataclass(frozen=True)
class Entry:
    """A comment. `original`: as it was sent, without signs that nobody sees or that turn the text round.

    text: as it would be released; revision: 0 before any decision.
    """

    id: str
    original: str
    text: str
    decision: Decision = Decision.OPEN
    revision: int = 0


@dataclass(frozen=True)
class Queue:
    """All comments of a wave, in an order that is always the same and says nothing of when they came in.

    total: how many there are; entries: empty until this redacteur has begun to read. released: (id, text). Both are
    empty after the retention date but for what was released. `erased`: whether that date has been.
    """

    wave: Wave
    total: int
    read_on: date | None
    entries: tuple[Entry, ...]
    released: tuple[tuple[str, str], ...]
    erased: bool

    @property
    def decided(self) -> int:
        """How many were decided about."""
        return sum(entry.decision is not Decision.OPEN for entry in self.entries)

    @property
    def chosen(self) -> tuple[Entry, ...]:
        """What would be released now."""
        return tuple(entry for entry in self.entries if entry.decision is Decision.RELEASE)

    @property
    def code(self) -> str:
        """Tells this set from any other: what somebody saw is what gets released."""
        parts = [f"{entry.id} {entry.revision}" for entry in self.chosen]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def entry(self, comment: str) -> Entry:
        """One of them. Raises NotFound."""
        found = next((entry for entry in self.entries if entry.id == comment), None)
        if found is None:
            raise NotFound("Dit open antwoord is er niet.")
        return found


def read_queue(installation: Installation, house: str, wave: str, account: Account) -> Queue:
    """What this redacteur may see of the comments. Raises NotFound for everybody else; changes nothing."""
    check_redacteur(account, house)
    db, found = installation.house(house), get_wave(installation, house, wave)
    read_on = find_editor(installation, house, found, account).read_on
    released = tuple((comment.hex(), body) for comment, body in comments.select_released(db, wave))
    key = _key(installation, db, found)
    entries = _entries(db, wave, key) if key else ()
    return Queue(found, len(entries), read_on, entries if read_on else (), released, erased=key is None)


def begin_reading(installation: Installation, house: str, wave: str, account: Account, *, actor: Actor) -> None:
    """Let a redacteur see the comments, with a line in the log of how many. Raises NotFound, OutOfOrder."""
    check_redacteur(account, house)
    db = installation.house(house)
    with db.atomic():
        queue = read_queue(installation, house, wave, account)
        _check_there(queue)
        now = installation.now()
        if edits.update_read_on(db, wave, account=account.id, day=local_date(now)):
            audit.note(db, now, actor, what="words.read", target=wave, result=f"done, comments: {queue.total}")


def decide(installation: Installation, house: str, wave: str, account: Account, given: Entry, *, actor: Actor) -> None:
    """Keep what was decided about a comment; `given.revision` is the one that was seen, `given.original` is ignored.

    Raises NotFound; BadInput for a text that cannot be released; OutOfOrder where somebody else decided meanwhile.
    """
    text = read_text(given.text)
    check_text(text, given.decision)
    check_redacteur(account, house)
    db = installation.house(house)
    with db.atomic():
        queue = _opened(installation, house, wave, account)
        before = queue.entry(given.id)
        if before.revision != given.revision:
            raise OutOfOrder("Een andere redacteur heeft hier intussen over beslist. Kijk wat er nu staat.")
        after = Entry(before.id, before.original, text, given.decision, before.revision + 1)
        _keep(installation, db, queue.wave, after)
        decided = queue.decided - (before.decision is not Decision.OPEN) + (after.decision is not Decision.OPEN)
        result = f"done, decided: {decided}, comments: {queue.total}"
        audit.note(db, installation.now(), actor, what="words.decided", target=wave, result=result)


def release(installation: Installation, house: str, wave: str, account: Account, *, code: str, actor: Actor) -> int:
    """Put the chosen comments beside the publication, in place of those of before; gives how many.

    New random ids: their order and their names lead nowhere. Raises NotFound; BadInput for fewer than five; OutOfOrder
    if the set is not the one that was seen (`code`), or was erased.
    """
    check_redacteur(account, house)
    db = installation.house(house)
    with db.atomic():
        queue = _opened(installation, house, wave, account)
        if len(queue.chosen) < FEWEST:
            raise BadInput(f"Er zijn {len(queue.chosen)} antwoorden gekozen. Vrijgeven kan vanaf {FEWEST}.")
        if code != queue.code:
            raise OutOfOrder("De keuze is intussen veranderd. Kijk eerst wat er nu wordt vrijgegeven.")
        comments.delete_comments(db, wave)
        comments.insert_comments(db, wave, [(secrets.token_bytes(16), entry.text) for entry in queue.chosen])
        result = f"done, comments: {len(queue.chosen)}, total: {queue.total}"
        audit.note(db, installation.now(), actor, what="words.released", target=wave, result=result)
        return len(queue.chosen)


def take_back(
    installation: Installation, house: str, wave: str, account: Account, *, comment: str, actor: Actor
) -> int:
    """Take one released comment back at once; gives how many are left. Where fewer than five would be left, all go.

    Its decision becomes "niet", as long as there are decisions: after the retention date what is taken back stays away.
    Raises NotFound.
    """
    check_redacteur(account, house)
    db = installation.house(house)
    with db.atomic():
        queue = read_queue(installation, house, wave, account)
        body = dict(queue.released).get(comment)
        if body is None or not comments.delete_comment(db, wave, bytes.fromhex(comment)):
            raise NotFound("Dit antwoord is al teruggenomen.")
        _withhold(installation, db, queue.wave, body)
        left = len(queue.released) - 1
        if left < FEWEST:
            comments.delete_comments(db, wave)
            left = 0
        audit.note(db, installation.now(), actor, what="words.taken_back", target=wave, result=f"done, left: {left}")
        return left


def names_to_spot(installation: Installation, house: str) -> frozenset[str]:
    """Words in the names of the house's partners and overleggen, to look for in a text."""
    db = installation.house(house)
    people = (name for _, _, name in partners.select_names(db, overleg="") if name)
    return words_of((*people, *(overleg.name for overleg in lists.select_overleggen(db))))


def check_text(text: str, decision: Decision) -> None:
    """Raise BadInput for a text that cannot be kept or is too long, or is empty where it is to be released."""
    if not is_possible(text):
        raise BadInput(IMPOSSIBLE)
    if len(text) > WORDS_CHARACTERS or len(text.encode()) > WORDS_BYTES:
        raise BadInput(f"De tekst is langer dan {WORDS_CHARACTERS} tekens. Maak hem korter.")
    if decision is Decision.RELEASE and not text:
        raise BadInput("Er staat geen tekst. Kies ‘Niet vrijgeven’, of zet de tekst terug.")


def _check_there(queue: Queue) -> None:
    if queue.erased:
        raise OutOfOrder(ERASED)


def _opened(installation: Installation, house: str, wave: str, account: Account) -> Queue:
    """The queue of who has begun to read. Raises NotFound, OutOfOrder."""
    queue = read_queue(installation, house, wave, account)
    _check_there(queue)
    if queue.read_on is None:
        raise OutOfOrder("Open eerst de open antwoorden.")
    return queue


def _key(installation: Installation, db: Database, wave: Wave) -> bytes | None:
    """The vault key of a closed wave, or None from the retention date on, also where no tick has erased yet."""
    vault_secret = None if is_over(installation, wave) else waves.select_secrets(db, wave.id)[1]
    return sealing.vault_key(installation.link_key, vault_secret) if vault_secret else None


def _entries(db: Database, wave: str, key: bytes) -> tuple[Entry, ...]:
    """By their ids, which were drawn at closing: the order tells nothing and is the same at every visit."""
    decided = edits.select_edits(db, wave)
    sealed = sorted(vault.select_side(db, vault.WORDS, wave))
    return tuple(_open(key, wave, bytes(comment), words, decided.get(bytes(comment))) for comment, words in sealed)


def _open(key: bytes, wave: str, comment: bytes, words: bytes, edit: bytes | None) -> Entry:
    original = read_text(sealing.unpad(sealing.unseal(key, words, WORDS + wave.encode())).decode())
    if edit is None:
        return Entry(comment.hex(), original, original)
    data = sealing.unpad(sealing.unseal(key, edit, EDIT + wave.encode() + comment))
    place, revision = _HEAD.unpack_from(data)
    return Entry(comment.hex(), original, data[_HEAD.size :].decode(), list(Decision)[place], revision)


def _keep(installation: Installation, db: Database, wave: Wave, entry: Entry) -> None:
    """Seal what was decided. Call inside `atomic`."""
    key, comment = _key(installation, db, wave), bytes.fromhex(entry.id)
    if key is None:
        raise OutOfOrder(ERASED)
    data = _HEAD.pack(list(Decision).index(entry.decision), entry.revision) + entry.text.encode()
    sealed = sealing.seal(key, sealing.pad(data, EDIT_SIZE), EDIT + wave.id.encode() + comment)
    edits.upsert_edit(db, comment=comment, wave=wave.id, sealed=sealed)


def _withhold(installation: Installation, db: Database, wave: Wave, body: str) -> None:
    """Note for a comment with this text that it is not released: found by its text, as nothing else leads back to it.

    Of several that say the same it is any.
    """
    key = _key(installation, db, wave)
    for entry in _entries(db, wave.id, key) if key else ():
        if entry.text == body and entry.decision is Decision.RELEASE:
            _keep(installation, db, wave, Entry(entry.id, "", body, Decision.WITHHOLD, entry.revision + 1))
            return
