from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import monitor.stats

NOT_FOR_THE_CORE = ("flask", "plotly", "sqlite_utils", "pingouin", "pandas", "scipy.stats", "statsmodels", "matplotlib")
MODULES = sorted(
    module.name.removeprefix("monitor.stats.")
    for module in pkgutil.walk_packages(monitor.stats.__path__, "monitor.stats.")
    if not module.ispkg
)
CROSSCHECK = "reliability.crosscheck"


def loaded_by(*modules: str) -> set[str]:
    imports = "; ".join(f"import monitor.stats.{module}" for module in modules)
    code = f"import sys; {imports}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_statistics_load_neither_the_web_nor_the_large_libraries() -> None:
    assert {"report", CROSSCHECK, "disclosure.deciding"} <= set(MODULES)
    assert not loaded_by(*(module for module in MODULES if module != CROSSCHECK)) & set(NOT_FOR_THE_CORE)


def test_even_the_cross_check_loads_pingouin_only_when_it_is_called() -> None:
    assert not loaded_by(CROSSCHECK) & set(NOT_FOR_THE_CORE)


@pytest.mark.parametrize("module", ["response.live", "response.groups", "response.tally"])
def test_what_the_web_process_starts_with_needs_no_numpy(module: str) -> None:
    assert not loaded_by(module) & {"numpy", "scipy", *NOT_FOR_THE_CORE}


def test_counting_an_open_wave_needs_numpy_but_no_scipy() -> None:
    assert "scipy" not in loaded_by("response.choosing")
