"""What a run of the load generator came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What a run came to. `own_cpu`, `server_cpu` and `wall` in seconds."""

    requests: int = 0
    interviews: int = 0
    received: int = 0
    wall: float = 0.0
    own_cpu: float = 0.0
    server_cpu: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def requests_a_second(self) -> float:
        return self.requests / self.wall

    @property
    def interviews_a_second(self) -> float:
        return self.interviews / self.wall

    @property
    def own_share(self) -> float:
        """Part of one core that the load generator itself used."""
        return self.own_cpu / self.wall

    @property
    def server_milliseconds(self) -> float:
        """Processor time of the server for a request; unlike the rates, it hardly heeds who else is at work."""
        return 1000 * self.server_cpu / self.requests

    def line(self, label: str) -> str:
        statuses = ", ".join(f"{number} x {status}" for status, number in sorted(self.statuses.items()))
        return (
            f"{label:<9}{self.requests_a_second:8.1f} requests/s {self.interviews_a_second:7.2f} interviews/s  "
            f"({self.requests} requests, {self.interviews} interviews, {self.wall:.1f} s, "
            f"{self.received / self.requests / 1000:.1f} kB an answer; {statuses}; "
            f"server {self.server_milliseconds:.2f} ms CPU a request, "
            f"load generator {100 * self.own_share:.0f} % of a core)"
        )
