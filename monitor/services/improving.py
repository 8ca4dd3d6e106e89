"""Improvement points: what a house will do about a statement or an aspect, who, by when, and what came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import Account, Actor, Improvement, ImprovementStatus, WaveState
from monitor.services import accounts, audit, reading
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.typed_text import IMPOSSIBLE, is_possible, read_text
from monitor.services.waves import get_wave
from monitor.store import improvements
from monitor.store.database import Database
from surveys.questionnaire import Questionnaire

LONGEST_WHAT, LONGEST_OWNER, LONGEST_RESULT = 500, 120, 1000
MOST_POINTS = 100
"""Of one wave, for one overleg or for the whole house."""
SETTLED = (ImprovementStatus.DONE, ImprovementStatus.DROPPED)
NO_POINT = "Dit verbeterpunt is er niet."


class ChangedMeanwhile(OutOfOrder):
    """Somebody else changed the point since it was read; `newer` is what it says now, and nothing was stored."""

    def __init__(self, newer: Improvement) -> None:
        super().__init__(
            "Iemand anders wijzigde dit verbeterpunt intussen. Vergelijk de twee teksten en bewaar daarna opnieuw."
        )
        self.newer = newer


@dataclass(frozen=True)
class Subject:
    """What a point hangs on. `overleg`: its key, or empty for the whole house; `item`: empty for the whole aspect."""

    overleg: str
    aspect: str
    item: str = ""


@dataclass(frozen=True)
class Plan:
    """What may change of a point."""

    what: str
    owner: str
    due_on: date | None = None
    status: ImprovementStatus = ImprovementStatus.OPEN
    result: str = ""


def may_follow(account: Account, house: str, overleg: str) -> bool:
    """Whether an account sees and changes points of an overleg (empty: the whole house): as it sees the results."""
    if not overleg:
        return accounts.may_see_house(account, house)
    return accounts.may_see_overleg(account, house, overleg)


def list_points(installation: Installation, account: Account, house: str) -> list[Improvement]:
    """All points of a house that an account may see, the oldest first."""
    found = improvements.select_improvements(installation.house(house))
    return [point for point in found if may_follow(account, house, point.overleg)]


def get_point(installation: Installation, account: Account, house: str, point: str) -> Improvement:
    """One point. Raises NotFound, also for what this account may not see."""
    found = improvements.select_improvement(installation.house(house), point)
    if found is None or not may_follow(account, house, found.overleg):
        raise NotFound(NO_POINT)
    return found


def add_point(
    installation: Installation, house: str, wave: str, subject: Subject, plan: Plan, *, actor: Actor
) -> Improvement:
    """Make a point that follows from a closed wave's results. Raises NotFound, BadInput, OutOfOrder."""
    _check_subject(installation, house, wave, subject)
    today, db = local_date(installation.now()), installation.house(house)
    kept = check_plan(plan, today=today)
    made = Improvement(
        id=secrets.token_hex(16),
        wave=wave,
        overleg=subject.overleg,
        aspect=subject.aspect,
        item=subject.item,
        what=kept.what,
        owner=kept.owner,
        due_on=kept.due_on,
        status=kept.status,
        result=kept.result,
        made_on=today,
        changed_on=today,
        revision=1,
    )
    with db.atomic():
        if improvements.count_improvements(db, wave, overleg=subject.overleg) >= MOST_POINTS:
            raise OutOfOrder(
                f"Er zijn al {MOST_POINTS} verbeterpunten bij deze uitkomsten. Werk eerst een ander punt bij."
            )
        improvements.insert_improvement(db, made)
        _note(db, installation, actor, "improvement.added", made)
    return made


def change_point(
    installation: Installation, house: str, point: str, plan: Plan, *, revision: int, actor: Actor
) -> Improvement:
    """Change a point as it was read at `revision`; the same text again changes nothing.

    Raises NotFound, BadInput, and ChangedMeanwhile where somebody else was first.
    """
    today, db = local_date(installation.now()), installation.house(house)
    with db.atomic():
        found = _find(db, point)
        kept = check_plan(plan, today=today, before=found.due_on)
        if kept == plan_of(found):
            return found
        changed = replace(
            found,
            what=kept.what,
            owner=kept.owner,
            due_on=kept.due_on,
            status=kept.status,
            result=kept.result,
            changed_on=today,
            revision=found.revision + 1,
        )
        if not improvements.update_improvement(db, changed, before=revision):
            raise ChangedMeanwhile(found)
        _note(db, installation, actor, "improvement.changed", changed)
    return changed


def remove_point(installation: Installation, house: str, point: str, *, actor: Actor) -> None:
    """Take away a point that was made by mistake, on the day itself. Raises NotFound, OutOfOrder on a later day."""
    db = installation.house(house)
    with db.atomic():
        found = _find(db, point)
        if not may_remove(found, today=local_date(installation.now())):
            raise OutOfOrder(
                "Dit verbeterpunt is niet van vandaag en blijft bewaard. Kies de status ‘vervallen’ en schrijf erbij "
                "waarom."
            )
        improvements.delete_improvement(db, point)
        _note(db, installation, actor, "improvement.removed", found)


def may_remove(point: Improvement, *, today: date) -> bool:
    """Whether a point can still be taken away as if it had never been there."""
    return point.made_on == today


def is_late(point: Improvement, *, today: date) -> bool:
    """Whether a point should have been ready before today and is not."""
    return point.status not in SETTLED and point.due_on is not None and point.due_on < today


def plan_of(point: Improvement) -> Plan:
    """What may change of a point, as it is now."""
    return Plan(point.what, point.owner, point.due_on, point.status, point.result)


def check_plan(plan: Plan, *, today: date, before: date | None = None) -> Plan:
    """The plan as it is kept. before: the day that stood there already. Raises BadInput with one sentence."""
    kept = replace(
        plan, what=read_text(plan.what), owner=" ".join(read_text(plan.owner).split()), result=read_text(plan.result)
    )
    for fault in find_faults(kept, today=today, before=before).values():
        raise BadInput(fault)
    return kept


def find_faults(plan: Plan, *, today: date, before: date | None = None) -> dict[str, str]:
    """What is wrong with a plan: field -> sentence."""
    faults = {}
    if fault := _text_fault(plan.what, LONGEST_WHAT, "Schrijf op wat u gaat doen"):
        faults["what"] = fault
    if fault := _text_fault(plan.owner, LONGEST_OWNER, "Schrijf op wie dit oppakt, liefst een rol"):
        faults["owner"] = fault
    past = plan.due_on is not None and plan.due_on < today and plan.due_on != before
    if past and plan.status not in SETTLED:
        faults["due_on"] = "Deze dag is al voorbij. Kies een dag vanaf vandaag, of kies de status ‘klaar’."
    if plan.status in SETTLED and not plan.result:
        word = "wat het opleverde" if plan.status is ImprovementStatus.DONE else "waarom het niet doorgaat"
        faults["result"] = f"Schrijf op {word}. Zo horen partners er iets van terug."
    elif plan.result and (fault := _text_fault(plan.result, LONGEST_RESULT, "")):
        faults["result"] = fault
    return faults


def find_aspect(questionnaire: Questionnaire, item: str) -> str:
    """The aspect of a statement; empty where there is no such statement."""
    return next((one.id for one in questionnaire.aspects if any(found.id == item for found in one.items)), "")


def _check_subject(installation: Installation, house: str, wave: str, subject: Subject) -> None:
    found = get_wave(installation, house, wave)
    if found.state is not WaveState.CLOSED:
        raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
    questionnaire = installation.questionnaire_of(found)
    levels = {level.source for level in reading.overleggen_of(installation, house, wave)}
    if subject.overleg and subject.overleg not in levels:
        raise BadInput("Kies een overleg dat bij deze meting hoort, of het hele huis.")
    aspects = {one.id for one in questionnaire.aspects}
    fits = not subject.item or find_aspect(questionnaire, subject.item) == subject.aspect
    if subject.aspect not in aspects or not fits:
        raise BadInput("Kies een aspect of stelling uit de vragenlijst van deze meting.")


def _find(db: Database, point: str) -> Improvement:
    found = improvements.select_improvement(db, point)
    if found is None:
        raise NotFound(NO_POINT)
    return found


def _text_fault(text: str, longest: int, ask: str) -> str:
    if not text:
        return f"{ask}."
    if not is_possible(text):
        return IMPOSSIBLE
    return _too_long(longest) if len(text) > longest else ""


def _too_long(longest: int) -> str:
    return f"Deze tekst is te lang. Gebruik ten hoogste {longest} tekens."


def _note(db: Database, installation: Installation, actor: Actor, what: str, point: Improvement) -> None:
    """A line with ids and numbers; never the words of a point, which may name somebody."""
    result = f"{audit.DONE}, revision {point.revision}, {point.status}"
    audit.note(db, installation.now(), actor, what=what, target=f"{point.wave} {point.id}", result=result)
