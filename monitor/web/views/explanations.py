"""The page on which a coordinator writes the house's own words: the sections that a page of results has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Explanation
from monitor.services.editors import Editor
from monitor.services.explaining_results import Written, sign, signer_of, tidy
from monitor.web.formats import listing
from monitor.web.views.house import HousePage
from monitor.web.views.overleg import OverlegPage

NAMES: Mapping[str, str] = {
    "samengevat": "In één minuut",
    "respons": "Respons",
    "aspecten": "Aspecten",
    "overleggen": "Overleggen",
    "stellingen": "Stellingen",
    "werken": "Waar kunt u aan werken?",
    "groepen": "Groepen",
    "aanwezigheid": "Aanwezigheid",
    "vorige": "Vorige meting",
    "jaren": "Door de jaren",
    "betrouwbaarheid": "Betrouwbaarheid",
    "open-antwoorden": "Open antwoorden",
}
"""Section of a page -> its heading, in the order of the pages."""


@dataclass(frozen=True)
class SectionField:
    """A section to write beside. `now`: what a colleague wrote meanwhile, where this was refused for it."""

    section: str
    heading: str
    body: str
    revision: int
    preview: str
    now: Explanation | None = None


@dataclass(frozen=True)
class EditorsView:
    """Who reads the open comments, and what is wrong with that; both may be empty."""

    sentence: str
    warning: str


def house_sections(page: HousePage, *, comments: bool) -> tuple[str, ...]:
    """The sections of a house page; `comments`: whether some were released."""
    parts = page.parts
    there = {
        "samengevat": parts.summary,
        "respons": parts.response,
        "aspecten": True,
        "overleggen": parts.overleggen,
        "stellingen": True,
        "werken": parts.work_on,
        "groepen": parts.groups,
        "aanwezigheid": parts.attendance,
        "vorige": parts.change,
        "jaren": page.years,
        "betrouwbaarheid": parts.reliability,
        "open-antwoorden": comments,
    }
    return tuple(section for section in NAMES if there[section])


def overleg_sections(page: OverlegPage) -> tuple[str, ...]:
    """The sections of an overleg's page."""
    there = {
        "respons": page.response,
        "aspecten": True,
        "stellingen": page.statements,
        "vorige": page.change,
        "jaren": page.years,
        "betrouwbaarheid": page.reliability,
    }
    return tuple(section for section in NAMES if there.get(section))


def section_fields(
    sections: Sequence[str],
    stored: Mapping[str, Explanation],
    typed: Mapping[str, Written] | None = None,
    *,
    overtaken: Mapping[str, Explanation] | None = None,
) -> tuple[SectionField, ...]:
    """The fields as they are kept, or as they were typed. Where a colleague was first, the next press replaces that."""
    return tuple(_field(section, stored, typed, overtaken or {}) for section in sections)


def _field(
    section: str,
    stored: Mapping[str, Explanation],
    typed: Mapping[str, Written] | None,
    overtaken: Mapping[str, Explanation],
) -> SectionField:
    kept, now = stored.get(section), overtaken.get(section)
    written = (typed or {}).get(section) or Written(kept.body if kept else "", kept.revision if kept else 0)
    revision = now.revision if now else written.revision
    return SectionField(section, NAMES[section], written.body, revision, tidy(written.body), now)


def signer_in(stored: Mapping[str, Explanation]) -> str:
    """Who signed last."""
    newest = max((one for one in stored.values() if one.signed), key=lambda one: one.written_on, default=None)
    return signer_of(newest.signed) if newest else ""


def signed_by(signer: str) -> str:
    """The signature under a preview."""
    return sign(signer or "…")


def editors_view(editors: Sequence[Editor]) -> EditorsView:
    """Who reads the open comments of a wave, and what a coordinator can do if nobody can."""
    if not editors:
        return EditorsView("Toen de meting openging, was niemand redacteur. Partners kregen geen open vraag.", "")
    names = listing([one.name for one in editors])
    sentence = f"{names} {'leest' if len(editors) == 1 else 'lezen'} de open antwoorden van deze meting."
    if any(one.able for one in editors):
        return EditorsView(sentence, "")
    return EditorsView(sentence, _nobody(names, one=len(editors) == 1))


def _nobody(names: str, *, one: bool) -> str:
    who = f"{names} is nu geen" if one else f"{names} zijn nu geen"
    back = "deze collega" if one else "een van deze collega’s"
    return (
        f"Niemand kan de open antwoorden nu lezen: {who} redacteur, of het account staat uit. Een ander mag het niet, "
        f"want partners lazen deze {'naam' if one else 'namen'}. Geef {back} de rol terug. Tot die tijd krijgen "
        "partners geen open vraag."
    )
