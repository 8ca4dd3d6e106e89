"""What a fresh interpreter loads: the core knows no web, and a page needs no statistics."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.scene import ROOT

LOADED = "import sys; print('\\n'.join(sorted({name.partition('.')[0] for name in sys.modules})))"
HEAVY = {"pingouin", "scipy", "statsmodels", "matplotlib", "pandas", "seaborn", "sklearn"}

FIRST_REQUESTS = """
import sys, tempfile
from pathlib import Path
from tests.page_checks import make_app
from tests.scene import make_scene

with tempfile.TemporaryDirectory() as folder:
    scene = make_scene(Path(folder) / "instance")
    client = make_app(scene).test_client()
    answers = [client.get(scene.link("p05")), client.get("/inloggen"), client.get("/huizen/")]
    started = client.start(scene.link("p05"))
    answers += [client.get(started + "overleggen")]
print([answer.status_code for answer in answers], file=sys.stderr)
"""


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after some code."""
    found = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(found.stdout.split())


@pytest.mark.parametrize("room", ["stats", "stats.report", "stats.response.live", "services.demo_model"])
def test_the_statistics_load_no_web_no_charts_and_no_database(room: str) -> None:
    loaded = loaded_by(f"import monitor.{room}")

    assert loaded & {"flask", "werkzeug", "jinja2", "wtforms", "plotly", "sqlite_utils", "waitress"} == set()
    assert "monitor" in loaded


@pytest.mark.parametrize("room", ["model", "results", "errors"])
def test_the_records_need_the_standard_library_alone(room: str) -> None:
    loaded = loaded_by(f"import monitor.{room}")

    assert loaded & {"flask", "numpy", "sqlite_utils", "plotly", "cryptography", "argon2"} == set()


@pytest.mark.parametrize("room", ["store.schema_house", "services.answering", "services.sending", "services.closing"])
def test_the_services_load_no_web(room: str) -> None:
    assert loaded_by(f"import monitor.{room}") & {"flask", "werkzeug", "jinja2", "wtforms"} == set()


def test_starting_the_web_and_answering_the_first_requests_loads_no_statistics() -> None:
    loaded = loaded_by(FIRST_REQUESTS)

    assert "flask" in loaded
    assert loaded & HEAVY == set()


def test_making_the_application_loads_no_statistics_and_no_numpy() -> None:
    loaded = loaded_by("import run; run.create_app()")

    assert loaded & (HEAVY | {"numpy", "plotly"}) == set()


def test_the_import_contracts_hold() -> None:
    # import-linter's own command; its contracts stand in pyproject.toml.
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    linted = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout
