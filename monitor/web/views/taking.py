"""What may be taken along from the results of a whole house, by whoever looks at them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Taking:
    """Part of what a page is kept by. pdf: reports can be made here; runs: who looks runs the waves of this house."""

    pdf: bool
    runs: bool
