"""Work in a process of its own: nothing of the environment in which a key could stand, modest in memory and time.

Libraries that take much, and are needed seldom, are loaded there; what goes in and comes out goes through pipes.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MOST_MEMORY = 2_000_000_000
"""Bytes of address space; a report takes a tenth."""
MOST_CPU = 120
"""Seconds of a processor, whatever became of who asked."""
NICER = 5
_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Each thread of a mathematical library would take address space, and a processor from who fills in."""


def command_of(module: str) -> tuple[str, ...]:
    """How a module of ours is started."""
    return (sys.executable, "-m", module)


def run_apart(command: Sequence[str], given: bytes, *, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command of ours to its end: standard input, output and exit status; what it complains of is thrown away.

    Raises TimeoutExpired, and OSError where it cannot be started.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _THREADS
    return subprocess.run(  # noqa: S603 - our own modules; nothing foreign stands in the command
        command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=_ROOT, env=environment, timeout=seconds, check=False,
    )  # fmt: skip


def be_modest() -> None:
    """In the process: leave the processors to who fills in, never take all memory. A short life collects nothing."""
    gc.disable()
    os.nice(NICER)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
