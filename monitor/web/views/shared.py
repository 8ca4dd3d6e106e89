"""What stands around the pages behind a read-only link: for whom, until when, and what is not shown there."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.results.rules import least_shown
from monitor.services.beside import Beside
from monitor.store.shares import Share
from monitor.web.formats import day
from monitor.web.views.beside import BesideView

BY_LINK = "link"
"""In the place of a token in a Place: that a page is read by a link is all that it has to know."""


@dataclass(frozen=True)
class SharedFrame:
    """Around a page behind a link. `preview`: the coordinator looks at it before there is a link."""

    sentences: tuple[str, ...]
    preview: bool = False


def shared_frame(share: Share) -> SharedFrame:
    """For who reads by a link."""
    return SharedFrame((f"U leest dit als: {share.label}.", f"Deze link werkt tot en met {day(share.until)}."))


def preview_frame() -> SharedFrame:
    """For the coordinator."""
    return SharedFrame(
        (
            "Voorbeeld: dit ziet iemand met een link.",
            "Toelichtingen en open antwoorden staan er alleen bij als u dat bij de link kiest.",
        ),
        preview=True,
    )


def note_outside(minimum: int) -> str:
    """What is not shown there, and what follows from it."""
    least = least_shown(minimum, outside=True)
    return (
        f"Antwoorden staan hier alleen van groepen van ten minste {least} mensen. Het Veiligheidshuis zelf ziet soms "
        "meer, of een cijfer preciezer."
    )


def outside_beside(beside: Beside) -> BesideView:
    """What of the house's own words stands beside a page behind a link; never its improvement points."""
    return BesideView(explanations=beside.explanations, comments=beside.comments, overleg=beside.overleg)
