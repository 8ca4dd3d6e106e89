"""The forms of a redacteur: a decision about a comment, the release of a set, taking one back."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from monitor.services.editing_words import Decision, Entry
from monitor.web.forms import BoundForm

_MOST_REVISIONS = 10**9


class DecisionField(StringField):
    """One of the three, with our own sentence for what is none."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in list(Decision):
            self.data = None
            raise ValidationError("Kies wat er met dit antwoord gebeurt.")


class DecideForm(BoundForm):
    """A text as changed, and the decision. `revision`: of the decision that was on the page."""

    text = TextAreaField()
    decision = DecisionField()
    revision = HiddenField()

    def given(self, comment: str) -> Entry:
        """What was filled in about a comment, as it would be kept."""
        text = str(self.text.data or "")
        return Entry(
            comment, "", text, Decision(self.decision.data or Decision.OPEN), read_revision(self.revision.data)
        )


class ReleaseForm(BoundForm):
    """The button that releases. `code`: of the set that was on the page."""

    code = HiddenField()


class TakeBackForm(BoundForm):
    """Which released comment is taken back."""

    comment = HiddenField()
    also = frozenset({"sure"})


def read_revision(text: str | None) -> int:
    """The number in a hidden field; -1, which nothing has, for what is no number of ours."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(_MOST_REVISIONS)) else -1
