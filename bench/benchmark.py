"""Merging benchmark files: 400, 4,000 and 40,000 of them, each in a process of its own, seconds and peak memory."""

from __future__ import annotations

import argparse
import json
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench import say
from monitor.results.benchmark import AspectSums, BenchmarkFile, CompleteSums, ItemCounts, Responded, ScoreSums
from monitor.services.benchmark import file_text, signing
from monitor.services.benchmark.folder import Known, merge_folder
from monitor.services.benchmark.making import text_fingerprint
from monitor.services.installation import Installation
from monitor.stats.sums import score_unit
from surveys.catalogue import catalogue
from surveys.questionnaire import Questionnaire

SIZES = (400, 4_000, 40_000)
"""Files of a folder."""
MOST_SECONDS, MOST_MEGABYTES = 60, 300
LEAST_FORMS, MOST_FORMS = 60, 400


def make_file(chance: random.Random, questionnaire: Questionnaire, house: str) -> BenchmarkFile:
    """What an invented house of some hundred forms gives, all of it: every form is complete."""
    forms = chance.randint(LEAST_FORMS, MOST_FORMS)
    level, maximum = chance.gauss(2.8, 0.2), questionnaire.scale.maximum
    items, aspects = [], []
    for aspect in questionnaire.aspects:
        nature = [chance.gauss(level, 0.5) for _ in range(forms)]
        table = [[min(maximum, max(1, round(one + chance.gauss(0, 0.6)))) for _ in aspect.items] for one in nature]
        unit, k = score_unit(len(aspect.items)), len(aspect.items)
        totals = [sum(row) for row in table]
        scores = [unit // k * total for total in totals]
        columns = list(zip(*table, strict=True))
        blocks = [(block, item) for block in aspect.blocks for item in block.items]
        for place, ((block, item), column) in enumerate(zip(blocks, columns, strict=True), start=1):
            counts = {str(answer): column.count(answer) for answer in range(1, maximum + 1)}
            mark = text_fingerprint(questionnaire, block, item)
            items.append(ItemCounts(item.id, aspect.id, place, mark, counts, 0, 0))
        third = forms // 3
        cut = {"politie": scores[:third], "zorg": scores[third : 2 * third], "gemeente": scores[2 * third :]}
        aspects.append(
            AspectSums(
                aspect.id,
                aspect.kind.value,
                k,
                unit,
                _sums(scores),
                {"beroepsgroep": {code: _sums(part) for code, part in cut.items()}},
                CompleteSums(
                    forms,
                    tuple(map(sum, columns)),
                    tuple(sum(one * one for one in column) for column in columns),
                    sum(totals),
                    sum(total * total for total in totals),
                ),
            )
        )
    return BenchmarkFile(
        house=house,
        wave="najaar",
        made_at="2026-12-01T09:00:00+00:00",
        house_name=f"Huis {house}",
        withdrawn=False,
        invented=True,
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_sha256=questionnaire.sha256,
        maximum=maximum,
        period_start="2026-08-01",
        period_end="2026-10-31",
        closed_on="2026-11-30",
        publication_sha256="0" * 64,
        forms=forms,
        respondents=forms,
        response=Responded(2 * forms, forms),
        response_by={},
        inhabitants=250_000,
        founded=2010,
        overlegvormen=("jeugd",),
        items=tuple(items),
        aspects=tuple(aspects),
    )


def _sums(scores: list[int]) -> ScoreSums:
    return ScoreSums(len(scores), sum(scores), sum(score * score for score in scores))


def make_folder(folder: Path, count: int) -> dict[str, str]:
    """So many files in a folder, each signed with a key of its house; gives house -> fingerprint."""
    questionnaire = catalogue([]).find("stappenmeter-doelbereik", 1)
    if questionnaire is None:
        raise SystemExit("the built-in questionnaire is not there")
    installation, keys = Installation(folder.parent, b""), {}
    chance = random.Random(6)
    kinds = [make_file(chance, questionnaire, "x") for _ in range(50)]
    for number in range(count):
        house = f"huis-{number:05}"
        path = signing.key_path(installation, house)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
        keys[house] = signing.own_fingerprint(installation, house)
        file = replace(kinds[number % len(kinds)], house=house)
        (folder / f"{house}.json").write_text(file_text.to_text(installation, file), encoding="utf-8")
    return keys


def merge_once(folder: Path, keys: Path) -> None:
    """Merge a folder and print seconds, megabytes and files: the work of the inner process."""
    known = json.loads(keys.read_text(encoding="utf-8"))
    began = time.perf_counter()
    merged = merge_folder(folder, Known(known, invented=True))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak, merged.files, len(merged.refused)]))


def main() -> None:
    """Make the files and merge them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--merge", nargs=2, type=Path, metavar=("FOLDER", "KEYS"), help="the inner process")
    asked = parser.parse_args()
    if asked.merge:
        merge_once(*asked.merge)
        return
    found: list[tuple[float, float]] = []
    for count in SIZES:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "files"
            folder.mkdir()
            keys = Path(place) / "keys.json"
            keys.write_text(json.dumps(make_folder(folder, count)), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-m", "bench.benchmark", "--merge", str(folder), str(keys)],
                check=True,
                capture_output=True,
                text=True,
            )
            seconds, peak, files, refused = json.loads(done.stdout)
            assert (files, refused) == (count, 0), "a file of the bench was refused"
            found.append((seconds, peak))
            print(f"{count} files: {seconds:.2f} s, {seconds / count * 1000:.2f} ms a file, peak {peak:.0f} MB")
    seconds, peak = found[-1]
    say.below(f"merging {SIZES[-1]} files", seconds, "s", MOST_SECONDS)
    say.below("peak memory of that process", peak, "MB", MOST_MEGABYTES)
    for (fewer, _), (more, _), less, many in zip(found, found[1:], SIZES, SIZES[1:], strict=False):
        say.ratio(f"time a file, {many} / {less} files", more / many * 1e6, fewer / less * 1e6, "us", at_most=1.2)


if __name__ == "__main__":
    main()
