"""What a house says itself beside its results: own words per section, signed, kept without undoing a colleague's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import Actor, Explanation, WaveState
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.names import is_plain
from monitor.services.reading import overleggen_of
from monitor.services.typed_text import IMPOSSIBLE, is_possible, read_text
from monitor.services.waves import get_wave
from monitor.store import explanations
from monitor.store.database import Database

LONGEST = 2000
LONGEST_SIGNATURE = 80
SIGNED = "Namens het Veiligheidshuis"


@dataclass(frozen=True)
class Written:
    """A section as it was typed. `revision`: of the text that was seen when typing began; 0: there was none."""

    body: str
    revision: int


class Overtaken(OutOfOrder):
    """Colleagues wrote other words meanwhile; nothing was kept. `now`: section -> what stands there."""

    def __init__(self, now: Mapping[str, Explanation]) -> None:
        super().__init__("Een collega schreef hier intussen iets anders. Kijk wat er nu staat.")
        self.now = now


def check_place(installation: Installation, house: str, wave: str, overleg: str) -> None:
    """Raise NotFound for what has no results to write beside: a wave that is not closed, or an overleg not in it."""
    if get_wave(installation, house, wave).state is not WaveState.CLOSED:
        raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
    if overleg and overleg not in {level.source for level in overleggen_of(installation, house, wave)}:
        raise NotFound("Dit overleg hoort niet bij deze meting.")


def read_sections(installation: Installation, house: str, wave: str, *, overleg: str = "") -> dict[str, Explanation]:
    """Section -> what stands there, also those emptied again. Raises NotFound."""
    check_place(installation, house, wave, overleg)
    return _stored(installation.house(house), wave, overleg)


def explain(
    installation: Installation,
    house: str,
    wave: str,
    written: Mapping[str, Written],
    *,
    overleg: str = "",
    signer: str,
    actor: Actor,
) -> int:
    """Keep the sections whose words or signature changed, dated today; gives how many. All or nothing.

    signer: name or function. Raises NotFound; BadInput for what `find_faults` finds; Overtaken where a section is no
    longer as it was seen, unless the same was written.
    """
    if faults := find_faults(written, signer):
        raise BadInput(next(iter(faults.values())))
    check_place(installation, house, wave, overleg)
    db, now = installation.house(house), installation.now()
    with db.atomic():
        stored = _stored(db, wave, overleg)
        asked = {
            section: _asked(wave, overleg, section, one, signer, local_date(now)) for section, one in written.items()
        }
        changed = [one for section, one in asked.items() if _differs(one, stored.get(section))]
        overtaken = {one.section: stored[one.section] for one in changed if _is_overtaken(one, stored)}
        if overtaken:
            raise Overtaken(overtaken)
        for one in changed:
            explanations.upsert_explanation(db, one)
        if changed:
            target = f"{wave} {overleg}".strip()
            result = f"done, sections: {len(changed)}"
            audit.note(db, now, actor, what="explanation.changed", target=target, result=result)
    return len(changed)


def find_faults(written: Mapping[str, Written], signer: str) -> dict[str, str]:
    """What is wrong: section (or `signed`) -> sentence."""
    faults = {}
    for section, one in written.items():
        body = tidy(one.body)
        if len(body) > LONGEST:
            faults[section] = f"Deze toelichting is langer dan {LONGEST} tekens. Maak haar korter."
        elif not is_possible(body):
            faults[section] = IMPOSSIBLE
    if len(signer.strip()) > LONGEST_SIGNATURE or not is_plain(signer):
        faults["signed"] = f"Vul in ten hoogste {LONGEST_SIGNATURE} zichtbare tekens een naam of functie in."
    elif not signer.strip() and any(tidy(one.body) for one in written.values()):
        faults["signed"] = "Vul in wie dit namens het huis zegt: een naam of een functie."
    return faults


def sign(signer: str) -> str:
    """The signature as readers see it."""
    return f"{SIGNED}, {signer.strip()}"


def signer_of(signed: str) -> str:
    """Who signed, without the words before it."""
    return signed.removeprefix(f"{SIGNED}, ")


def tidy(body: str) -> str:
    """Paragraphs with one empty line between them, without signs that nobody sees."""
    lines = [line.strip() for line in read_text(body).split("\n")]
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(text.strip("\n") for text in paragraphs if text.strip())


def _stored(db: Database, wave: str, overleg: str) -> dict[str, Explanation]:
    return {one.section: one for one in explanations.select_sections(db, wave, overleg=overleg)}


def _asked(wave: str, overleg: str, section: str, one: Written, signer: str, day: date) -> Explanation:
    body = tidy(one.body)
    return Explanation(wave, overleg, section, body, sign(signer) if body else "", day, one.revision + 1)


def _differs(asked: Explanation, stored: Explanation | None) -> bool:
    """Whether there is something to keep: other words, or the same under another name."""
    if stored is None or not (stored.body or asked.body):
        return bool(asked.body)
    return asked.body != stored.body or (bool(asked.body) and asked.signed != stored.signed)


def _is_overtaken(asked: Explanation, stored: Mapping[str, Explanation]) -> bool:
    before = stored.get(asked.section)
    return before is not None and before.revision != asked.revision - 1
