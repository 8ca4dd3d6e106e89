"""How long the disclosure audit takes: a house of 150 forms, one of 10,000 with 200 groups, and how that grows.

All of it: groups, seven aspects, 48 statements and the overall, inside and outside. The answers are random.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np

from bench import say
from monitor.stats.columns import Division, divide, item_columns, score_column
from monitor.stats.disclosure.deciding import HOUSE, Decisions, Part, decide

ASPECTS = (6, 13, 6, 9, 7, 5, 2)
"""Statements per aspect, as in the Stappenmeter."""
SMALL, LARGE = (150, 20), (10_000, 200)
"""Forms and groups of the houses that have a target."""
SMALL_SECONDS, LARGE_SECONDS = 1.0, 60.0
STEPS = ((150, 20), (1_000, 20), (10_000, 20), (1_000, 60), (10_000, 60), (10_000, 200))


@dataclass(frozen=True)
class Wave:
    """What is audited."""

    parts: tuple[Part, ...]
    house: Division
    divisions: tuple[Division, ...]
    overall: np.ndarray


def make_wave(forms: int, groups: int) -> Wave:
    """Random answers of 0.7 persons a form, in large and small overleggen, professions, overlegvormen and attendance.

    groups: how many those are together.
    """
    chance = np.random.default_rng(forms + groups)
    answers = chance.choice([0, 1, 2, 3, 4], (forms, sum(ASPECTS)), p=[0.1, 0.05, 0.2, 0.45, 0.2]).astype(np.uint8)
    persons = np.unique(chance.integers(0, int(forms * 0.7), forms), return_inverse=True)[1].astype(np.int64)
    sizes = {"overleg": groups * 2 // 5, "beroepsgroep": groups // 5, "attendance": 6}
    sizes["overlegvorm"] = groups - sum(sizes.values())
    shares = {name: 1 / np.arange(3.0, 3.0 + size) for name, size in sizes.items()}
    codes = {name: chance.choice(sizes[name], forms, p=share / share.sum()) for name, share in shares.items()}
    codes["overlegvorm"] = codes["overleg"] % sizes["overlegvorm"]
    order = ("overleg", "beroepsgroep", "overlegvorm", "attendance")
    divisions = tuple(divide(name, codes[name], sizes[name], persons) for name in order)
    parts, scores, start = [], [], 0
    for number, items in enumerate(ASPECTS):
        own = answers[:, start : start + items]
        start += items
        valid = (own > 0).sum(axis=1)
        score = np.where(2 * valid >= items, own.sum(axis=1) / np.maximum(valid, 1), np.nan)
        columns = item_columns([f"a{number}_{place}" for place in range(items)], own, 4)
        parts.append(Part(f"a{number}", score_column(f"a{number}", score), columns, in_total=True))
        scores.append(score)
    house = divide(HOUSE, np.zeros(forms, dtype=np.int64), 1, persons)
    return Wave(tuple(parts), house, divisions, np.nanmean(scores, axis=0))


def measure(forms: int, groups: int) -> float:
    """Seconds of one audit; prints what it keeps."""
    wave = make_wave(forms, groups)
    start = time.perf_counter()
    found: Decisions = decide(
        wave.parts,
        wave.house,
        wave.divisions,
        minimum=5,
        with_items={"overleg"},
        overall=score_column("overall", wave.overall),
    )
    seconds = time.perf_counter() - start
    cells = [sum(1 for how in one.aspects.values() if how) for one in (found.inside, found.outside)]
    total = len(found.inside.aspects)
    print(
        f"{forms:>7} forms, {groups:>4} groups: {seconds:7.2f} s; of {total} aspect cells {cells[0]} shown inside, "
        f"{cells[1]} outside",
        flush=True,
    )
    return seconds


def main() -> None:
    """Measure every step, then the two targets and the growth."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    measure(*SMALL)  # the first one loads and warms
    seconds = {step: measure(*step) for step in STEPS}
    say.below("a house of 150 forms and 20 groups", seconds[SMALL], "s", SMALL_SECONDS)
    say.below("a house of 10,000 forms and 200 groups", seconds[LARGE], "s", LARGE_SECONDS)
    say.ratio("10 times the forms, 20 groups", seconds[10_000, 20], seconds[1_000, 20], "s")
    say.ratio("3 times the groups, 10,000 forms", seconds[10_000, 60], seconds[10_000, 20], "s")
    say.ratio("10 times the groups, 10,000 forms", seconds[10_000, 200], seconds[10_000, 20], "s")


if __name__ == "__main__":
    main()
