"""From a vault's forms and frequency table to the report: how the wave's groups become groupings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from monitor.model import FrameRow, Grouping, Level, Limits
from monitor.results import Frozen
from monitor.services.chunks import Forms
from monitor.services.grouping import DECLARABLE, REGION
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.reliability.crosscheck import crosscheck_alphas
from monitor.stats.report import Reports, compute_reports
from monitor.store.waves import WaveLevel
from surveys.questionnaire import Questionnaire

RESPONSE_VARIABLES = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm", "geslacht")
"""Not the region: somebody may be in overleggen of several regions, and the list is counted in persons."""


def compute(
    questionnaire: Questionnaire,
    forms: Forms,
    frame: Sequence[FrameRow],
    levels: Mapping[str, Sequence[WaveLevel]],
    *,
    groupings: Sequence[str],
    minimum: int,
    limits: Limits,
    earlier: Frozen | None,
    check: bool,
) -> Reports:
    """The reports of a wave. `groupings`: what it declared.

    `check`: have pingouin compute the alphas as well and stop if they differ.
    """
    matrix = build_matrix(questionnaire, forms, levels["overleg"])
    if check:
        crosscheck_alphas(questionnaire, matrix)
    return compute_reports(
        questionnaire,
        matrix,
        frame,
        [_grouping(name, levels[name]) for name in DECLARABLE if name in groupings and levels.get(name)],
        minimum=minimum,
        limits=limits,
        earlier=earlier,
        response_levels={name: to_levels(levels[name]) for name in RESPONSE_VARIABLES if levels.get(name)},
    )


def _grouping(name: str, levels: Sequence[WaveLevel]) -> Grouping:
    """One declared division. How many were invited per region is not known, so its margins are not corrected for it."""
    return Grouping(name, to_levels(levels), in_frame=name != REGION, with_items=name == "overleg")


def to_levels(levels: Sequence[WaveLevel]) -> tuple[Level, ...]:
    """The wave's levels as the statistics take them."""
    return tuple(Level(level.code, level.label, level.parent, level.source) for level in levels)


def build_matrix(questionnaire: Questionnaire, forms: Forms, overleggen: Sequence[WaveLevel]) -> AnswerMatrix:
    """The answer matrix of the vault's forms; overlegvorm and region come from the wave's overleggen (-1: none)."""
    vormen, regions = (np.full(max(level.code for level in overleggen) + 1, -1, dtype=np.int64) for _ in range(2))
    for level in overleggen:
        vormen[level.code] = -1 if level.parent is None else level.parent
        regions[level.code] = -1 if level.region is None else level.region
    overleg = forms["overleg"].astype(np.int64)
    return AnswerMatrix(
        answers=np.ascontiguousarray(forms["answers"]),
        persons=forms["tie"].astype(np.int64),
        groups={
            "overleg": overleg,
            "overlegvorm": vormen[overleg],
            REGION: regions[overleg],
            "beroepsgroep": forms["beroepsgroep"].astype(np.int64),
        },
        attendance=forms["attendance"].astype(np.int64),
        maximum=questionnaire.scale.maximum,
    )
