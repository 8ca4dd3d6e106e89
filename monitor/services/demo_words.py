"""What invented partners wrote in the demo, what its redacteur made of it, and what the house says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.model import Actor, OwnWords, WaveState
from monitor.services import accounts, audit, editing_words, explaining_results, reading
from monitor.services.editing_words import Decision, Entry
from monitor.services.explaining_results import Written
from monitor.services.installation import Installation

EDITOR, COORDINATOR = "redacteur@voorbeeldstreek.example", "coordinator@voorbeeldstreek.example"
_EVERY, _EVERY_CONTACT = 6, 9
"""Of so many who send, one writes something, and one leaves an address."""
_RELEASED: Mapping[str, str] = {
    "De voorzitter houdt de tijd goed in de gaten. Iedereen komt aan het woord.": "",
    "Wij bespreken vaak dezelfde punten twee keer. Een korte lijst met afspraken zou helpen.": "",
    "Fijn dat de stukken nu een week van tevoren komen.": "",
    "Er wordt te weinig teruggekeken. Na een besluit hoor ik zelden wat ervan kwam.": "",
    "Het lukt steeds beter om snel de goede mensen aan tafel te krijgen.": "",
    "Informatie delen blijft zoeken: wat mag wel en wat niet?\n\nEen vaste vraagbaak zou mij helpen.": "",
    "Bij Jeugdoverleg Noord zitten soms vijftien mensen aan tafel. Dat is te veel.": (
        "Soms zitten er vijftien mensen aan tafel. Dat is te veel."
    ),
    "De samenwerking met de gemeente is goed. Vragen? Bel mij op 06-12345678.": (
        "De samenwerking met de gemeente is goed."
    ),
    "Minder vaak bij elkaar, maar dan beter voorbereid.": "",
}
"""What the redacteur releases: as it was written, and as it was changed (empty: not)."""
_WITHHELD = (
    "Mevrouw Van Dam van de politie zegt nooit iets.",
    "In zaak 2024-001234 ging het helemaal mis, met cliënt 123456782.",
)
_UNDECIDED = (
    "Ik mis de woningcorporatie. Mail gerust naar k.devries@wonen.example.",
    "Goed dat dit wordt gevraagd.",
)
COMMENTS = (*_RELEASED, *_WITHHELD, *_UNDECIDED)
_SIGNER = "de ketenmanager"
_SAYS: Mapping[str, str] = {
    "respons": (
        "Wij hadden op meer antwoorden gehoopt. Wij vragen partners die niet meededen wat hen tegenhield.\n\n"
        "Volgend jaar valt de meting niet meer samen met de vakantie."
    ),
    "aspecten": (
        "Wij herkennen dit beeld. In het najaar bespreken wij met de voorzitters hoe wij beter kunnen terugkijken op "
        "wat wij afspraken."
    ),
    "open-antwoorden": "Dank aan iedereen die iets opschreef. Wij lezen dit samen met de voorzitters.",
}


def words_of(place: int) -> OwnWords:
    """What the partner who sends as number `place` writes and leaves; mostly nothing."""
    comment = COMMENTS[place // _EVERY % len(COMMENTS)] if place % _EVERY == 0 else ""
    contact = f"collega{place:02}@voorbeeldstreek.example" if place % _EVERY_CONTACT == 4 else ""
    return OwnWords(comment, contact)


def publish(installation: Installation, house: str) -> None:
    """Of the last closed wave: decide about most comments, release a set, and write beside the results."""
    closed = [wave.id for wave in reading.list_waves(installation, house) if wave.state is WaveState.CLOSED]
    _release(installation, house, closed[0])
    written = {section: Written(body, 0) for section, body in _SAYS.items()}
    actor = _actor(installation, COORDINATOR)
    explaining_results.explain(installation, house, closed[0], written, signer=_SIGNER, actor=actor)


def _release(installation: Installation, house: str, wave: str) -> None:
    account, actor = accounts.find_account(installation, EDITOR).account, _actor(installation, EDITOR)
    editing_words.begin_reading(installation, house, wave, account, actor=actor)
    for entry in editing_words.read_queue(installation, house, wave, account).entries:
        if entry.original not in _UNDECIDED:
            editing_words.decide(installation, house, wave, account, _decided(entry), actor=actor)
    code = editing_words.read_queue(installation, house, wave, account).code
    editing_words.release(installation, house, wave, account, code=code, actor=actor)


def _decided(entry: Entry) -> Entry:
    if entry.original in _WITHHELD:
        return replace(entry, decision=Decision.WITHHOLD)
    return replace(entry, decision=Decision.RELEASE, text=_RELEASED[entry.original] or entry.original)


def _actor(installation: Installation, email: str) -> Actor:
    return audit.actor_of(accounts.find_account(installation, email).account, "127.0.0.1")
