"""What a house put beside a page of results, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Explanation
from monitor.services.beside import Beside
from monitor.web.views.improvements import PointView, point_views


@dataclass(frozen=True)
class BesideView:
    """Explanations, improvement points and comments of one page; `may_`...: whether who reads may add them."""

    explanations: tuple[Explanation, ...] = ()
    improvements: tuple[PointView, ...] = ()
    """With scores of readers inside the house, so only for who may work on them."""
    comments: tuple[str, ...] = ()
    overleg: str = ""
    """The overleg's key, or empty on the page of the whole house."""
    may_explain: bool = False
    may_improve: bool = False
    house: str = ""
    wave: str = ""
    """Where it stands: for the way to the page on which a coordinator writes."""

    def explanation(self, section: str) -> Explanation | None:
        """What the house says itself about a section."""
        return next((one for one in self.explanations if one.section == section), None)


def beside_view(beside: Beside, *, may_explain: bool = False, may_improve: bool = False) -> BesideView:
    """What is shown of it to somebody with these rights. Improvement points are for who may work on them."""
    points = point_views(beside.improvements) if may_improve else ()
    return BesideView(
        explanations=beside.explanations,
        improvements=points,
        comments=beside.comments,
        overleg=beside.overleg,
        may_explain=may_explain,
        may_improve=may_improve,
        house=beside.house,
        wave=beside.wave,
    )
