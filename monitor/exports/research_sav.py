"""The forms as an SPSS file (.sav), written by pyreadstat in a process of its own.

pandas and pyreadstat take 100 MiB: whoever asks for the file never loads them. The answers go in and the file comes out
through pipes, so that no form ever lies on a disk in the clear.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from monitor.errors import Misconfigured
from monitor.exports.apart import be_modest, command_of, run_apart
from monitor.exports.research_codebook import terms_of
from monitor.exports.research_data import FILE_BYTES, NOTE_BYTES, VALUE_BYTES, FormsData, cut_text

_SECONDS = 120
_WIDEST = 8
"""Columns of a variable in the data view of SPSS."""


def to_sav(data: FormsData) -> bytes:
    """The file. Raises Misconfigured where pyreadstat does not work here."""
    given = json.dumps(describe(data)).encode() + b"\n" + b"".join(data.rows)
    try:
        done = run_apart(command_of(__name__), given, seconds=_SECONDS)
        done.check_returncode()
    except (subprocess.SubprocessError, OSError) as error:
        raise Misconfigured(
            f"Het SPSS-bestand is niet gemaakt ({type(error).__name__}). Kijk of pyreadstat en pandas geïnstalleerd "
            "zijn, en of er genoeg geheugen is."
        ) from None
    return done.stdout


def describe(data: FormsData) -> dict[str, Any]:
    """Everything of the file but its rows, as `write_sav` of pyreadstat takes it."""
    words = {code: cut_text(text, VALUE_BYTES) for code, text in data.coding.words.items()}
    names = [variable.name for variable in data.variables]
    width = len(str(max(words)))
    return {
        "columns": names,
        "column_labels": [variable.label for variable in data.variables],
        "value_labels": words,
        "missing": sorted(data.coding.missing),
        "format": f"F{width}.0",
        "display_width": _WIDEST,
        "file_label": cut_text(f"{data.house_name}, {data.wave_name}", FILE_BYTES),
        "note": [line for text in terms_of(data) for line in fold(text, NOTE_BYTES)],
    }


def fold(text: str, most: int) -> list[str]:
    """A text in lines of at most so many bytes, broken at spaces; a word that is longer is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and len(longer.encode()) <= most:
            lines[-1] = longer
        else:
            lines.append(cut_text(word, most))
    return lines


def write(described: dict[str, Any], rows: bytes, place: str) -> None:
    """Write the file to a place, which may be a pipe. rows: a byte per variable and form; 0 is left empty."""
    import numpy as np  # only in the process that writes
    import pandas as pd  # type: ignore[import-untyped]  # ships no types
    import pyreadstat

    columns = described["columns"]
    values = np.frombuffer(rows, dtype=np.uint8).reshape(-1, len(columns)).astype(np.float64)
    values[values == 0] = np.nan
    every = dict.fromkeys
    pyreadstat.write_sav(
        pd.DataFrame(values, columns=columns),
        place,
        file_label=described["file_label"],
        note=described["note"],
        column_labels=described["column_labels"],
        variable_value_labels=every(columns, {float(code): text for code, text in described["value_labels"].items()}),
        missing_ranges=every(columns, described["missing"]),
        variable_measure=every(columns, "ordinal"),
        variable_format=every(columns, described["format"]),
        variable_display_width=every(columns, described["display_width"]),
    )


def main() -> None:
    """What the process does: a line of JSON and the rows come in, the file goes out."""
    be_modest()
    described, _, rows = sys.stdin.buffer.read().partition(b"\n")
    write(json.loads(described), rows, "/dev/stdout")


if __name__ == "__main__":
    main()
