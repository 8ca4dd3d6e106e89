"""The form with the house's own words: a text and the revision it was written from, per section of a page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from wtforms import Field, HiddenField, StringField, TextAreaField

from monitor.services.explaining_results import Written
from monitor.web.forms import BoundForm
from monitor.web.words_forms import read_revision

PREVIEW = "bekijken"
"""What the button that keeps nothing sends under `doen`."""


class ExplanationsForm(BoundForm):
    """Who signs; the fields of the sections are added by `explanations_form`."""

    signed = StringField()
    also = frozenset({"doen"})
    sections: tuple[str, ...] = ()

    def written(self) -> dict[str, Written]:
        """Section -> what was typed."""
        return {
            section: Written(str(self[f"body_{section}"].data or ""), read_revision(self[f"revision_{section}"].data))
            for section in self.sections
        }


@lru_cache(maxsize=64)
def explanations_form(sections: Sequence[str]) -> type[ExplanationsForm]:
    """The form of a page with these sections."""
    fields: dict[str, Field] = {}
    for section in sections:
        fields[f"body_{section}"] = TextAreaField()
        fields[f"revision_{section}"] = HiddenField()
    return type("SectionsForm", (ExplanationsForm,), {**fields, "sections": tuple(sections)})
