"""What a house put beside a page of results, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Explanation, Improvement
from monitor.services.beside import Beside


@dataclass(frozen=True)
class BesideView:
    """Explanations, improvement points and comments of one page; `may_`...: whether who reads may add them."""

    explanations: tuple[Explanation, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    comments: tuple[str, ...] = ()
    overleg: str = ""
    """The overleg's key, or empty on the page of the whole house."""
    may_explain: bool = False
    may_improve: bool = False

    def explanation(self, section: str) -> Explanation | None:
        """What the house says itself about a section."""
        return next((one for one in self.explanations if one.section == section), None)


def beside_view(beside: Beside, *, may_explain: bool = False, may_improve: bool = False) -> BesideView:
    """What is shown of it to somebody with these rights."""
    return BesideView(
        beside.explanations, beside.improvements, beside.comments, beside.overleg, may_explain, may_improve
    )
