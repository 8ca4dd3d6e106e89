"""The published schema of a benchmark file (JSON Schema 2020-12): the file beside this module.

A field that changes its meaning makes a new format, with a file of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from monitor.services.benchmark.file_text import FORMAT

FILE_NAME = f"benchmark-{FORMAT}.schema.json"
SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / FILE_NAME).read_text(encoding="utf-8"))
