"""Invented houses that give benchmark files: raw answers, the publication of them, the file, and a key to sign it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from monitor.model import FrameRow, Grouping, Level, ListKind, Outcome
from monitor.results import Frozen, Publication
from monitor.results.benchmark import BenchmarkFile
from monitor.services.benchmark import file_text, signing
from monitor.services.benchmark.making import file_of
from monitor.services.installation import Installation
from monitor.stats.matrix import AnswerMatrix
from monitor.stats.report import compute_reports
from monitor.store.national import HouseContext
from surveys.answers import EMPTY, NO_OPINION
from surveys.questionnaire import AspectKind
from tests.monitor.stats.stats_samples import make_matrix, make_questionnaire

ITEMS = {"a": 4, "b": 2, "c": 3}
QUESTIONNAIRE = replace(make_questionnaire(ITEMS, kinds={"c": AspectKind.INDEX}), sha256="0" * 64)
CODES = ("gemeente", "politie", "zorg")
MADE_AT = "2026-11-24T09:00:00+00:00"


@dataclass(frozen=True)
class Given:
    """A house's forms and what it gives of them."""

    matrix: AnswerMatrix
    file: BenchmarkFile


def make_given(
    seed: int, *, house: str = "", forms: int = 60, wave: str = "najaar", year: int = 2026, gaps: float = 0.2
) -> Given:
    """One house of so many forms; gaps: how many forms miss answers."""
    chance = np.random.default_rng(seed)
    level = chance.normal(2.7, 0.3) + chance.normal(0, 0.6, (forms, 1))
    answers = np.clip(np.rint(level + chance.normal(0, 0.7, (forms, sum(ITEMS.values())))), 1, 4).astype(np.uint8)
    missing = (chance.random(forms) < gaps)[:, None] & (chance.random(answers.shape) < 0.4)
    missing[:, 0] = False
    answers[missing] = chance.choice([NO_OPINION, EMPTY], size=int(missing.sum()))
    group = chance.integers(0, len(CODES), forms)
    matrix = make_matrix(answers, groups={"beroepsgroep": group})
    grouping = Grouping(
        "beroepsgroep",
        tuple(Level(code, f"{house} {name}", key=f"eigen-{name}") for code, name in enumerate(CODES)),
    )
    frame = [
        FrameRow(outcome, {"beroepsgroep": code}, (), count)
        for code in range(len(CODES))
        for outcome, count in ((Outcome.ANSWERED, int((group == code).sum())), (Outcome.NO_RESPONSE, 15))
    ]
    reports = compute_reports(QUESTIONNAIRE, matrix, frame, [grouping])
    publication = Publication(
        format=5,
        house=house or f"huis-{seed}",
        house_name=f"Veiligheidshuis {house or seed}",
        wave=wave,
        wave_name=wave,
        questionnaire=QUESTIONNAIRE.id,
        questionnaire_version=1,
        questionnaire_sha256=QUESTIONNAIRE.sha256,
        period_start=f"{year}-08-01",
        period_end=f"{year}-10-01",
        opened_on=f"{year}-10-01",
        closed_on=f"{year}-11-01",
        minimum=5,
        invented=False,
        versions={},
        alpha_threshold=0.7,
        smallest_difference=0.3,
        report=reports.inside,
        outside=reports.outside,
        pooling=reports.pooling,
    )
    file = file_of(
        Frozen(publication, f"{seed:064x}"),
        QUESTIONNAIRE,
        made_at=MADE_AT,
        national={(ListKind.BEROEPSGROEP, f"eigen-{code}"): code for code in CODES},
        context=HouseContext(245_000, 2009),
    )
    return Given(matrix, file)


def make_keys(folder: Path, *houses: str) -> tuple[Installation, dict[str, str]]:
    """An installation in which these houses have keys, and their fingerprints."""
    installation = Installation(folder, secrets.token_bytes(32))
    found = {}
    for house in houses:
        path = signing.key_path(installation, house)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
        found[house] = signing.own_fingerprint(installation, house)
    return installation, found


def write_signed(installation: Installation, folder: Path, file: BenchmarkFile, name: str = "") -> Path:
    """The signed file in a folder."""
    folder.mkdir(exist_ok=True)
    path = folder / (name or f"{file.house}-{file.wave}.json")
    path.write_text(file_text.to_text(installation, file), encoding="utf-8")
    return path
