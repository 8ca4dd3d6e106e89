"""The published schema of the JSON (JSON Schema 2020-12): the file beside this module.

A field that changes its meaning makes a new format, with a file of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FORMAT = 1
FILE_NAME = f"results-{FORMAT}.schema.json"
SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / FILE_NAME).read_text(encoding="utf-8"))
SCHEMA_ID: str = SCHEMA["$id"]
