"""All numbers of a house of a million forms and 48 items, beside numpy's column sums and X'X, and beside R's psych."""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import say
from monitor.results import Reliability
from monitor.stats.columns import count_scores
from monitor.stats.estimate import spread_of
from monitor.stats.items import positive_share
from monitor.stats.kernel import AnswerSums, sum_answers
from monitor.stats.reliability.alpha import describe_reliability
from surveys.answers import EMPTY, NO_OPINION
from surveys.scoring import score_table

FORMS, MAXIMUM, ROUNDS = 1_000_000, 4, 7
SIZES = (6, 13, 6, 9, 7, 5, 2)
"""Items of the seven aspects of the Stappenmeter."""
ASPECTS = tuple(range(sum(SIZES[:place]), sum(SIZES[: place + 1])) for place in range(len(SIZES)))
UNANSWERED = 0.03
"""Of every item: geen oordeel, and a third of it left empty."""
TIMES_NUMPY, TIMES_R, GIGABYTES = 4.0, 100.0, 1.5

R_SIDE = """
suppressPackageStartupMessages(library(psych))
arguments <- commandArgs(TRUE); forms <- as.integer(arguments[2]); sizes <- as.integer(strsplit(arguments[3], ",")[[1]])
x <- matrix(as.integer(readBin(arguments[1], "raw", forms * sum(sizes))), forms)
x[x < 1 | x > 4] <- NA
at <- 0
for (k in sizes) {
  part <- as.data.frame(x[, at + seq_len(k)]); at <- at + k
  took <- system.time(a <- suppressWarnings(alpha(part, n.iter = 1, check.keys = FALSE, warnings = FALSE)))[["elapsed"]]
  cat(sprintf("%.3f,%.15g\\n", took, a$total$raw_alpha))
}
"""


@dataclass(frozen=True)
class Numbers:
    """What is known of a house without its groups and persons."""

    items: list[dict[str, object]]
    aspects: list[dict[str, object]]
    reliability: list[Reliability]


def make_answers(forms: int) -> NDArray[np.uint8]:
    """Answers that hang together within a form, some of them geen oordeel or empty; seeded."""
    chance = np.random.default_rng(20261123)
    answers = np.empty((forms, sum(SIZES)), dtype=np.uint8)
    for start in range(0, forms, 50_000):
        part = answers[start : start + 50_000]
        nature = chance.normal(2.7, 0.6, (part.shape[0], 1))
        part[:] = np.clip(np.rint(nature + chance.normal(0, 0.8, part.shape)), 1, MAXIMUM)
        draw = chance.random(part.shape)
        part[draw < UNANSWERED] = NO_OPINION
        part[draw < UNANSWERED / 3] = EMPTY
    return answers


def measure_numbers(answers: NDArray[np.uint8]) -> Numbers:
    """Compute all numbers of the items, the aspects and their reliability, as the report of a house does."""
    sums = sum_answers(answers, ASPECTS, MAXIMUM)
    return Numbers(_describe_items(sums), _describe_aspects(sums), _describe_reliability(sums))


def _describe_items(sums: AnswerSums) -> list[dict[str, object]]:
    n, mean, _, within = spread_of(sums.counts, np.arange(MAXIMUM + 1, dtype=np.float64))
    sd = np.sqrt(within / (n - 1))
    return [
        {
            "n": int(n[item]),
            "mean": float(mean[item]),
            "sd": float(sd[item]),
            "min": int(np.flatnonzero(counts)[0]),
            "max": int(np.flatnonzero(counts)[-1]),
            "counts": counts[1:].tolist(),
            "no_opinion": int(sums.no_opinion[item]),
            "empty": int(sums.empty[item]),
            "positive_share": positive_share(counts),
            "no_opinion_share": float(sums.no_opinion[item] / (n[item] + sums.no_opinion[item])),
        }
        for item, counts in enumerate(sums.counts)
    ]


def _describe_aspects(sums: AnswerSums) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for columns, one in zip(ASPECTS, sums.aspects, strict=True):
        values, _, total = count_scores(one, score_table(len(columns), MAXIMUM).ravel())
        n, mean, _, within = spread_of(total[None], values)
        none, valid = sums.no_opinion[list(columns)].sum(), sums.counts[list(columns)].sum()
        sd = float(np.sqrt(within[0] / (n[0] - 1)))
        found.append(
            {"n": int(n[0]), "mean": float(mean[0]), "sd": sd, "no_opinion_share": float(none / (valid + none))}
        )
    return found


def _describe_reliability(sums: AnswerSums) -> list[Reliability]:
    return [
        describe_reliability(one.coproducts, [str(column) for column in columns])
        for columns, one in zip(ASPECTS, sums.aspects, strict=True)
    ]


def compare_with_numpy(answers: NDArray[np.uint8]) -> tuple[float, float, Numbers]:
    """Time ours and numpy's in turns: milliseconds of the quickest round of each, and our numbers."""
    matrix = answers.astype(np.float32)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        numbers = measure_numbers(answers)
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        matrix.sum(axis=0), matrix.T @ matrix
        theirs.append(time.perf_counter() - started)
    return 1000 * min(ours), 1000 * min(theirs), numbers


def peak_megabytes() -> float:
    """The most memory that this process has held so far (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def time_r(file: Path, forms: int) -> tuple[float, list[float]]:
    """Seconds that psych::alpha takes for all aspects, reading not counted, and its alphas."""
    program = shutil.which("Rscript")
    if program is None:
        raise SystemExit("R is needed for this bench (Debian: r-base-core, r-cran-psych)")
    sizes = ",".join(map(str, SIZES))
    command = [program, "-e", R_SIDE, str(file), str(forms), sizes]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    rows = [(float(took), float(alpha)) for took, alpha in csv.reader(io.StringIO(done.stdout))]
    return sum(took for took, _ in rows), [alpha for _, alpha in rows]


def measure(folder: Path) -> None:
    """Everything that is measured on the answers in a folder; in a process of its own, for its memory."""
    answers = np.load(folder / "answers.npy")
    ours, numpys, numbers = compare_with_numpy(answers)
    say.ratio("all numbers, and numpy's sums and X'X", ours, numpys, "ms", at_most=TIMES_NUMPY)
    peak = peak_megabytes()
    say.below("peak memory, numpy's matrix and all", peak / 1024, "GB", GIGABYTES)
    seconds, alphas = time_r(folder / "answers.bin", len(answers))
    say.ratio("R's psych::alpha, and all our numbers", 1000 * seconds, ours, "ms", at_least=TIMES_R)
    apart = max(abs((one.alpha_pairwise or 0) - r) for one, r in zip(numbers.reliability, alphas, strict=True))
    say.below("largest difference from R's alpha (of pairs)", apart * 1e12, "e-12", 1000)


def main() -> None:
    """Make the answers, measure, say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = make_answers(options.forms)
        np.save(folder / "answers.npy", answers)
        answers.T.tofile(folder / "answers.bin")
        print(
            f"{options.forms} forms, {sum(SIZES)} items, {UNANSWERED:.0%} of the answers geen oordeel or empty",
            flush=True,
        )
        subprocess.run([sys.executable, "-m", "bench.numbers", "--measure", str(folder)], check=True)


if __name__ == "__main__":
    main()
