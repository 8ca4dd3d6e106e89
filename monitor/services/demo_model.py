"""Draws invented answers that look like the published ones: a seeded one-factor model per aspect.

Model. Person p has a general trait g_p and a trait u_pa per aspect, all standard normal; an overleg has an effect d_oa
(sd 0.2). The trait behind a form is t = 0.6 g_p + sqrt(1 - 0.36) u_pa + d_oa. An item's latent answer is
y = l t + sqrt(1 - l^2) e with e standard normal, cut at thresholds into 1..4.

Calibration. The thresholds give the item the mean and sd printed for 2014 (Noord-Holland Noord, N = 76): of all
distributions over the answers that occurred, p_k ~ exp(a k + b k^2) is the smoothest with that mean and sd. The loading
l is the same for all items of an aspect and such that alpha, computed exactly from the model by Gauss-Hermite
quadrature, is the alpha printed for the aspect. Not followed: the two storage items and attendance (their printed
numbers count geen oordeel as 5, and option codes as times). Aspects without printed item means get invented ones, and
the printed alpha.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.answers import EMPTY, NO_OPINION
from surveys.questionnaire import Questionnaire

ALPHAS: Mapping[str, float] = {
    "selectie": 0.82,
    "voorbereiding": 0.89,
    "informatiedeling": 0.78,
    "bespreking": 0.92,
    "samenwerking": 0.91,
    "evaluatie": 0.86,
    "rendement": 0.93,
}
"""Tabel B1.1."""
MOMENTS: Mapping[str, tuple[int, float, float]] = {
    "informatiedeling_1": (2, 2.95, 0.76),
    "informatiedeling_2": (1, 2.67, 0.81),
    "informatiedeling_3": (1, 2.70, 0.65),
    "informatiedeling_4": (1, 2.87, 0.70),
    "bespreking_1": (1, 3.12, 0.71),
    "bespreking_2": (2, 3.33, 0.60),
    "bespreking_5": (1, 2.82, 0.69),
    "bespreking_6": (2, 3.07, 0.70),
    "bespreking_7": (2, 3.36, 0.63),
    "bespreking_8": (2, 3.54, 0.55),
    "bespreking_9": (2, 3.01, 0.77),
    "samenwerking_1": (1, 3.11, 0.76),
    "samenwerking_2": (1, 3.16, 0.75),
    "samenwerking_3": (2, 3.19, 0.69),
    "samenwerking_4": (1, 3.08, 0.69),
    "samenwerking_5": (1, 3.26, 0.72),
    "samenwerking_6": (2, 2.96, 0.68),
    "samenwerking_7": (1, 2.93, 0.64),
    "rendement_1": (1, 3.01, 0.76),
    "rendement_2": (1, 2.93, 0.77),
}
"""Tabel B1.2: lowest answer, mean, sd. Without the storage items (informatiedeling_5 and _6)."""
INVENTED: Mapping[str, tuple[float, ...]] = {
    "selectie": (3.2, 2.95, 2.9, 3.0, 2.85, 2.9),
    "voorbereiding": (3.1, 3.0, 2.9, 2.5, 2.4, 3.1, 2.8, 2.9, 3.0, 2.9, 2.8, 2.9, 2.7),
    "evaluatie": (2.9, 2.85, 2.3, 2.5, 2.8),
}
_INVENTED_SD = 0.72
NO_OPINION_SHARES: Mapping[str, float] = {
    "informatiedeling_5": 0.34,
    "informatiedeling_6": 0.28,
    "voorbereiding_10": 0.10,
    "voorbereiding_13": 0.14,
    "evaluatie_3": 0.07,
}
_NO_OPINION, _LEFT_EMPTY = 0.02, 0.01
_GENERAL, _OVERLEG_SD = 0.6, 0.2
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_normal_cdf = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """loadings: aspect -> l; thresholds: item -> three cut points; effects: overlegs x aspects."""

    questionnaire: Questionnaire
    loadings: Mapping[str, float]
    thresholds: Mapping[str, Floats]
    effects: Floats


def item_distribution(lowest: int, mean: float, sd: float) -> Floats:
    """Shares of the answers 1..4 with this mean and sd, nothing below `lowest`; Newton on (a, b)."""
    answers = np.arange(lowest, 5, dtype=np.float64)
    centred = answers - mean
    design = np.column_stack([centred, centred**2])
    target = np.array([0.0, sd**2])
    slopes = np.array([0.0, -0.5])
    for _ in range(100):
        logits = design @ slopes
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        moments = shares @ design
        gap = target - moments
        if np.abs(gap).max() < 1e-12:
            break
        spread = (design * shares[:, None]).T @ design - np.outer(moments, moments)
        slopes = slopes + np.linalg.solve(spread, gap)
    return np.concatenate([np.zeros(lowest - 1), shares])


def cut_points(shares: Floats) -> Floats:
    """Where a standard normal is cut to give these shares; bisection to 1e-12, +-9 for a share of nothing."""
    wanted = np.cumsum(shares)[:3]
    low, high = np.full(3, -9.0), np.full(3, 9.0)
    for _ in range(60):
        middle = (low + high) / 2
        below = _normal_cdf(middle) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def model_alpha(loading: float, thresholds: Sequence[Floats]) -> float:
    """Cronbach's alpha of items with one loading, exact under the model: given t the items are independent."""
    spread = math.sqrt(1 - loading**2)
    expected, squares = [], []
    for cuts in thresholds:
        above = 1 - _normal_cdf((cuts[:, None] - loading * _NODES) / spread)
        expected.append(1 + above.sum(axis=0))
        squares.append((1 + (above * np.array([[3.0], [5.0], [7.0]])).sum(axis=0)) @ _WEIGHTS)
    given = np.array(expected)
    means = given @ _WEIGHTS
    covariance = (given * _WEIGHTS) @ given.T - np.outer(means, means)
    variances = np.array(squares) - means**2
    total = covariance.sum() - np.trace(covariance) + variances.sum()
    k = len(thresholds)
    return float(k / (k - 1) * (1 - variances.sum() / total))


def calibrate_loading(alpha: float, thresholds: Sequence[Floats]) -> float:
    """The loading at which the model has this alpha; bisection."""
    low, high = 0.01, 0.999
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if model_alpha(middle, thresholds) < alpha else (low, middle)
    return (low + high) / 2


def build_model(questionnaire: Questionnaire, overleggen: int, generator: np.random.Generator) -> Model:
    """The model calibrated to the published tables, with the effects of so many overleggen drawn."""
    thresholds: dict[str, Floats] = {}
    loadings: dict[str, float] = {}
    for aspect in questionnaire.aspects:
        for place, item in enumerate(aspect.items):
            thresholds[item.id] = cut_points(item_distribution(*_moments(aspect.id, item.id, place)))
        loadings[aspect.id] = calibrate_loading(ALPHAS[aspect.id], [thresholds[item.id] for item in aspect.items])
    effects = generator.normal(0.0, _OVERLEG_SD, (overleggen, len(questionnaire.aspects)))
    return Model(questionnaire, loadings, thresholds, effects)


def _moments(aspect: str, item: str, place: int) -> tuple[int, float, float]:
    if item in MOMENTS:
        return MOMENTS[item]
    invented = INVENTED.get(aspect)
    return 1, invented[place] if invented else 3.1, _INVENTED_SD


def draw_person(
    model: Model, overleggen: Sequence[int], shift: Mapping[str, float], generator: np.random.Generator
) -> dict[int, bytes]:
    """One person's answers: overleg -> a byte per item. shift: aspect -> what the trait moved this year."""
    general = generator.normal()
    own = generator.normal(size=len(model.questionnaire.aspects))
    return {overleg: _draw_form(model, overleg, general, own, shift, generator) for overleg in overleggen}


def _draw_form(
    model: Model, overleg: int, general: float, own: Floats, shift: Mapping[str, float], generator: np.random.Generator
) -> bytes:
    answers = bytearray(len(model.questionnaire.items))
    for number, aspect in enumerate(model.questionnaire.aspects):
        loading = model.loadings[aspect.id]
        trait = _GENERAL * general + math.sqrt(1 - _GENERAL**2) * own[number]
        trait += model.effects[overleg, number] + shift.get(aspect.id, 0.0)
        for item in aspect.items:
            latent = loading * trait + math.sqrt(1 - loading**2) * generator.normal()
            code = 1 + int((latent > model.thresholds[item.id]).sum())
            luck = generator.random()
            share = NO_OPINION_SHARES.get(item.id, _NO_OPINION)
            answers[item.position] = NO_OPINION if luck < share else EMPTY if luck > 1 - _LEFT_EMPTY else code
    return bytes(answers)
