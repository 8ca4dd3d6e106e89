"""The command check-table: can these published numbers be true? As a text in columns or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from monitor.exports.columns import WIDTH, paragraph, width_of
from monitor.web.commands import one_sentence
from monitor.web.file_commands import print_report

if TYPE_CHECKING:
    from monitor.services.checking import CheckedTable
    from monitor.stats.published.table import Finding

IMPOSSIBLE = 1
"""Exit status where a row cannot be true."""
_HEADINGS = {"grim": "gemiddelde", "sd": "sd", "range": "bereik", "total": "totaal"}
_VERDICTS = {"possible": "kan", "impossible": "KAN NIET", "not_testable": "?"}
_WIDEST_VERDICT = max(map(len, _VERDICTS.values()))


@click.command("check-table")
@click.argument("file")
@click.option("--scale", default="1-4", show_default=True, help="Het laagste en het hoogste antwoord.")
@click.option("--n", type=click.IntRange(1, 1_000_000), help="Aantal antwoorden van rijen waar geen n bij staat.")
@click.option(
    "--decimals",
    type=click.IntRange(0, 10),
    help="Decimalen van gemiddelde en sd. Standaard: de meeste die in de kolom staan.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@one_sentence
def check_table(*, file: str, scale: str, n: int | None, decimals: int | None, form: str) -> None:
    """Check which rows of the published table in FILE cannot be true. Exit status 1 if there are any."""
    from monitor.services import checking  # reading tables is of no use to the other commands

    checked = checking.check_file(file, scale=scale, n=n, decimals=decimals)
    print_report((to_json(checked) if form == "json" else "\n".join(to_lines(checked))) + "\n")
    if any(finding.verdict == "impossible" for finding in checked.findings):
        sys.exit(IMPOSSIBLE)


def to_json(checked: CheckedTable) -> str:
    """Every check of every row."""
    rows = [
        {
            "row": finding.row,
            "item": finding.item,
            "check": finding.check.value,
            "verdict": finding.verdict.value,
            "detail": finding.detail,
        }
        for finding in checked.findings
    ]
    return json.dumps({"rows": rows}, ensure_ascii=False, indent=2)


def to_lines(checked: CheckedTable) -> Iterator[str]:
    """The verdicts in columns, then why; no line wider than a terminal."""
    for line in _introduce(checked):
        yield from paragraph(line)
    yield ""
    yield from _columns(checked)
    yield from _reasons("Kan niet", checked.findings, "impossible")
    yield from _reasons("Kan wel", checked.findings, "possible")
    yield from _reasons("Niet te toetsen (?)", checked.findings, "not_testable")


def _introduce(checked: CheckedTable) -> Iterator[str]:
    """What was read, and how much of it is wrong."""
    wrong = {finding.row for finding in checked.findings if finding.verdict == "impossible"}
    yield f"{checked.file}: {_count(len(checked.rows), 'rij', 'rijen')} nagekeken; {_say_wrong(len(wrong))}."
    yield _say_how(checked)
    yield from checked.notes
    if checked.ignored_columns:
        yield f"Niet bekeken kolommen: {', '.join(checked.ignored_columns)}."
    if checked.skipped_rows:
        yield f"Zonder getallen: {_say_rows(checked.skipped_rows)}."


def _say_wrong(wrong: int) -> str:
    if not wrong:
        return "alles kan"
    return f"{_count(wrong, 'rij', 'rijen')} {'kan' if wrong == 1 else 'kunnen'} niet waar zijn"


def _say_how(checked: CheckedTable) -> str:
    """What the numbers were taken for, so that nobody has to guess it."""
    scale = f"Schaal {checked.scale.low}-{checked.scale.high}"
    if checked.decimals is None:
        return f"{scale}."
    return f"{scale}; gemiddelden gelezen met {_count(checked.decimals, 'decimaal', 'decimalen')}."


def _columns(checked: CheckedTable) -> Iterator[str]:
    """A line per row: its number, its item, cut where there is no room, and a word per check."""
    checks = [check for check in _HEADINGS if any(finding.check == check for finding in checked.findings)]
    verdicts = {(finding.row, finding.check.value): _VERDICTS[finding.verdict] for finding in checked.findings}
    widths = {check: max(len(_HEADINGS[check]), _WIDEST_VERDICT) for check in checks}
    room = WIDTH - len(f"{'rij':>6}  ") - sum(2 + width for width in widths.values())
    items = [_cut(row.item, room) for row in checked.rows]
    width = max(len("item"), *(width_of(item) for item in items))
    heads = "  ".join(f"{_HEADINGS[check]:<{widths[check]}}" for check in checks)
    yield f"{'rij':>6}  {'item':<{width}}  {heads}".rstrip()
    for row, item in zip(checked.rows, items, strict=True):
        words = "  ".join(f"{verdicts.get((row.row, check), ''):<{widths[check]}}" for check in checks)
        yield f"{row.row:>6}  {item}{' ' * (width - width_of(item))}  {words}".rstrip()


def _reasons(title: str, findings: Sequence[Finding], verdict: str) -> Iterator[str]:
    """A line per reason with the rows that it holds for, under a title; nothing where nothing is to be said."""
    rows: dict[tuple[str, str], list[int]] = {}
    for finding in findings:
        if finding.verdict == verdict and finding.detail:
            rows.setdefault((_HEADINGS[finding.check], finding.detail), []).append(finding.row)
    if rows:
        yield ""
        yield f"{title}:"
    for (heading, detail), found in rows.items():
        yield from paragraph(f"{_say_rows(found)}, {heading}: {detail}", bullet="- ")


def _say_rows(rows: Sequence[int]) -> str:
    """Rows by number; a run of three or more by its ends."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"{'rij' if len(rows) == 1 else 'rijen'} {', '.join(shown)}"


def _cut(item: str, room: int) -> str:
    """An item in so many columns of one line of the terminal."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in item).split())
    if width_of(text) <= room:
        return text
    while width_of(text) >= room:
        text = text[:-1]
    return text + "…"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
