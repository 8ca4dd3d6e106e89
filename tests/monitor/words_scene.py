"""A wave in which partners wrote something: what they wrote, and its redacteur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Account, Actor
from monitor.services import accounts, editing_words, sending
from monitor.services.editing_words import Decision, Entry, Queue
from tests.scene import HOUSE, PATTERNS, WAVE, Scene, fill_in, write

EDITOR = Actor("redacteur", "test")


def words_of(partner: str) -> str:
    """What a partner wrote."""
    return f"Eigenwoord{partner} vindt dat het beter kan."


def contact_of(partner: str) -> str:
    """The address that a partner left."""
    return f"contact-{partner}@thuis.example"


def write_and_send(scene: Scene, partners: Sequence[str]) -> None:
    """Each of these fills in, writes something, leaves an address and sends."""
    for partner in partners:
        token, overleg = scene.token(partner), (int(partner[1:]) - 1) % 2
        fill_in(scene.installation, HOUSE, token, {overleg: PATTERNS[int(partner[1:]) // 2 % 5]})
        write(scene.installation, HOUSE, token, words=words_of(partner), contact=contact_of(partner))
        sending.send(scene.installation, HOUSE, token)


def editor_of(scene: Scene, house: str = HOUSE, name: str = "redacteur") -> Account:
    """The redacteur that the scene was made with."""
    return accounts.find_account(scene.installation, f"{name}-{house}@example.org").account


def queue_of(scene: Scene, wave: str = WAVE) -> Queue:
    """What the redacteur sees."""
    return editing_words.read_queue(scene.installation, HOUSE, wave, editor_of(scene))


def begin_reading(scene: Scene, wave: str = WAVE) -> Queue:
    """Let the redacteur open the comments."""
    editing_words.begin_reading(scene.installation, HOUSE, wave, editor_of(scene), actor=EDITOR)
    return queue_of(scene, wave)


def decide(scene: Scene, entry: Entry, decision: Decision, text: str | None = None) -> None:
    """Decide about a comment as it is now."""
    given = replace(entry, decision=decision, text=entry.text if text is None else text)
    editing_words.decide(scene.installation, HOUSE, WAVE, editor_of(scene), given, actor=EDITOR)


def choose(scene: Scene, number: int) -> Queue:
    """Choose this many of the comments; the others stay open."""
    for entry in begin_reading(scene).entries[:number]:
        decide(scene, entry, Decision.RELEASE)
    return queue_of(scene)


def release(scene: Scene, code: str | None = None) -> int:
    """Release what is chosen."""
    seen = queue_of(scene).code if code is None else code
    return editing_words.release(scene.installation, HOUSE, WAVE, editor_of(scene), code=seen, actor=EDITOR)
