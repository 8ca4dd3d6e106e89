"""A process that is not started, but noted."""

from __future__ import annotations

from typing import Any


class StandIn:
    """Takes the place of subprocess.Popen: adds the command to a list, and has ended."""

    def __init__(self, started: list[Any], command: list[str]) -> None:
        started.append(command)

    def wait(self) -> int:
        return 0
