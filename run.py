"""Starts the server: python run.py [--demo] [--host H] [--port P] [--processes N]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from monitor.web.app import create_app

__all__ = ["create_app"]


def main() -> int:
    """Serve until stopped; gives 2 with one sentence where the installation cannot start."""
    parser = argparse.ArgumentParser(description="Start de Veiligheidshuis-monitor.")
    parser.add_argument("--demo", action="store_true", help="maak zo nodig het verzonnen huis en laat dat zien")
    parser.add_argument("--host", help="adres om op te luisteren (standaard 127.0.0.1)")
    parser.add_argument("--port", type=int, choices=range(1, 65536), metavar="POORT", help="standaard 5000")
    parser.add_argument(
        "--processes", type=int, choices=range(1, 65), metavar="N", help="serverprocessen op deze poort (standaard 1)"
    )
    arguments = parser.parse_args()
    from monitor.web.serving import start

    return start(
        Path(__file__).resolve().parent,
        demo=arguments.demo,
        host=arguments.host,
        port=arguments.port,
        processes=arguments.processes,
    )


if __name__ == "__main__":
    sys.exit(main())
