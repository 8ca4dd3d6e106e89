"""The example of docs/voorbeelden, analysed once for every way in which tests ask it."""

from __future__ import annotations

from functools import cache

from monitor.results.analysis import Analysis
from monitor.services.analysing import Files, analyse
from tests.answer_files import ANSWERS, FRAME, stappenmeter


@cache
def example(*, frame: bool = True, minimum: int = 5) -> Analysis:
    return analyse(Files(str(ANSWERS), str(FRAME) if frame else None), stappenmeter(), minimum=minimum)
