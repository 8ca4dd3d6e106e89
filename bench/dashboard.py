"""A manager's pages of a wave with few forms beside the same pages of one with very many: what a look costs."""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import house, pages, say
from monitor.model import Right, Role
from monitor.services import accounts
from monitor.services.publishing import close_wave

AT_MOST = 1.25
"""The same within noise."""
MEDIAN_BELOW = 25.0
"""Milliseconds of server time of a look, the first one of a process apart."""
PATHS = (("house page", ""), ("overleg page", "overleg/0"))
OVERLEGGEN = 4
"""So few that with 76 forms, too, every overleg has enough for all its numbers: both waves show the same pages."""


class Manager:
    """A signed-in manager of a bench house whose wave is closed."""

    def __init__(self, folder: Path, forms: int) -> None:
        bench = house.make(folder, partners=int(forms * 1.5) + 10, overleggen=OVERLEGGEN)
        self.forms = house.fill_vault(bench, forms)
        began = time.perf_counter()
        close_wave(bench.installation, house.HOUSE, house.WAVE, early=True)
        print(f"{self.forms} forms closed in {time.perf_counter() - began:.2f} s")
        email, password, right = "manager@example.org", secrets.token_hex(16), Right(house.HOUSE, Role.MANAGER)
        accounts.add_account(bench.installation, email=email, name="Manager", password=password, right=right)
        session = accounts.sign_in(bench.installation, email=email, password=password, address="127.0.0.1", hours=1)
        self.app = pages.application(folder, bench)
        self.cookie = {"Cookie": f"sessie={session}"}

    def look(self, path: str) -> pages.Call:
        """One look at a page, ready to be timed."""
        return pages.call(self.app, self._environ(path), "200")

    def size(self, path: str) -> int:
        """Bytes of a page."""
        return sum(len(part) for part in self.app.wsgi_app(self._environ(path), lambda _status, _headers: None))

    def _environ(self, path: str) -> dict[str, Any]:
        return pages.environ(f"/huizen/{house.HOUSE}/{house.WAVE}/{path}", headers=self.cookie)


def main() -> None:
    """House page and overleg page: first look of a process, and the looks after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=76)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--number", type=int, default=200, help="looks at each page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        few, many = (Manager(Path(name) / str(forms), forms) for forms in (options.few, options.many))
        for label, path in PATHS:
            first = []
            for manager in (many, few):
                began = time.perf_counter()
                manager.look(path)()
                first.append((time.perf_counter() - began) * 1e6)
            sizes = f"{many.size(path) / 1000:.0f} and {few.size(path) / 1000:.0f} kB"
            print(f"{label}: {sizes}; first look of a process {first[0] / 1000:.0f} and {first[1] / 1000:.0f} ms")
            looks = [[manager.look(path) for _ in range(options.number)] for manager in (many, few)]
            one, other = pages.medians(*looks)
            say.below(f"{label}, median of {many.forms} forms", one / 1000, "ms", MEDIAN_BELOW)
            say.ratio(f"{label}, {many.forms} / {few.forms} forms", one, other, "us", at_most=AT_MOST)


if __name__ == "__main__":
    main()
