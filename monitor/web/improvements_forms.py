"""The forms of an improvement point: a new one with what it hangs on, and what may change of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from monitor.model import Improvement, ImprovementStatus
from monitor.services.improving import Plan, Subject, find_aspect, find_faults, plan_of
from monitor.services.typed_text import read_text
from monitor.web.account_forms import DayField
from monitor.web.forms import BoundForm
from monitor.web.lists_forms import Choices, Select
from monitor.web.signed_in import session_meta
from monitor.web.words_forms import read_revision
from surveys.questionnaire import Questionnaire

HOUSE_CHOICE = ("", "Het hele huis")
_ASPECT, _ITEM = "aspect:", "stelling:"
NO_STATUS = "Kies hoe ver het is."


class StatusField(StringField):
    """How far a point is, with our own sentence for what is no status."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in list(ImprovementStatus):
            self.data = None
            raise ValidationError(NO_STATUS)


class PlanForm(BoundForm):
    """What may change of a point. `revision`: that of the text that was on the page."""

    what = TextAreaField()
    owner = StringField()
    due_on = DayField()
    status = StatusField()
    result = TextAreaField()
    revision = HiddenField()

    def plan(self) -> Plan:
        """What was filled in, as it would be kept."""
        owner = " ".join(read_text(self.owner.data or "").split())
        status = ImprovementStatus(self.status.data or ImprovementStatus.OPEN)
        return Plan(read_text(self.what.data or ""), owner, self.due_on.data, status, read_text(self.result.data or ""))

    def is_right(self, *, today: date, before: date | None = None) -> bool:
        """Whether everything can be kept; what cannot gets its sentence. before: the day that stood there already."""
        right = self.validate()
        faults = find_faults(self.plan(), today=today, before=before)
        for name, sentence in faults.items():
            field = self[name]
            field.errors = (*field.errors, sentence)
        return right and not faults

    @property
    def read_revision(self) -> int:
        """The revision that was on the page; -1 for what is no number."""
        return read_revision(self.revision.data)


class PointForm(PlanForm):
    """A new point: what it hangs on as well."""

    overleg = Select()
    subject = Select()

    def set_choices(self, overleggen: Choices, questionnaire: Questionnaire, *, whole: bool) -> None:
        """overleggen: those that may be seen; whole: the house may be chosen too."""
        self.overleg.choices = [*((HOUSE_CHOICE,) if whole else ()), *overleggen]
        self.subject.choices = [choice for _, choices in subject_groups(questionnaire) for choice in choices]

    def chosen(self, questionnaire: Questionnaire) -> Subject:
        """What the point hangs on; after `validate`."""
        value, overleg = str(self.subject.data or ""), str(self.overleg.data or "")
        if value.startswith(_ITEM):
            item = value.removeprefix(_ITEM)
            return Subject(overleg, find_aspect(questionnaire, item), item)
        return Subject(overleg, value.removeprefix(_ASPECT))


def subject_groups(questionnaire: Questionnaire) -> list[tuple[str, Choices]]:
    """Per aspect its name, and what can be chosen of it: the aspect as a whole, and each statement."""
    groups: list[tuple[str, Choices]] = [("", [("", "Kies …")])]
    for aspect in questionnaire.aspects:
        name = aspect.label["nl"]
        statements = [(f"{_ITEM}{item.id}", item.text["nl"]) for item in aspect.items]
        groups.append((name, [(f"{_ASPECT}{aspect.id}", f"{name}: het hele aspect"), *statements]))
    return groups


def subject_value(aspect: str, item: str) -> str:
    """The choice of what was asked for in an address."""
    return f"{_ITEM}{item}" if item else f"{_ASPECT}{aspect}" if aspect else ""


def filled_in(point: Improvement) -> PlanForm:
    """The form of a point as it is now."""
    plan = plan_of(point)
    return PlanForm(
        meta=session_meta(),
        data={
            "what": plan.what,
            "owner": plan.owner,
            "due_on": plan.due_on,
            "status": plan.status.value,
            "result": plan.result,
            "revision": str(point.revision),
        },
    )
