"""From starting the web process to its first answer, beside a bare Flask app; and what that process has loaded."""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import house, our_side, say, servers

SECONDS = 0.6
HEAVY = ("scipy", "statsmodels", "matplotlib", "pingouin")
LARGE = ("numpy", "pandas", "plotly", "sklearn")
"""Not forbidden, but worth knowing."""
PAUSE = 0.002


def first_answer(command: list[str], environment: dict[str, str], port: int, path: str) -> tuple[float, float]:
    """Start a server and ask until it answers; (seconds, resident MB after that answer)."""
    server = None
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        try:
            server = subprocess.Popen(
                command, env=environment, cwd=our_side.ROOT, stdout=log, stderr=log, start_new_session=True
            )
            while not _answers(port, path):
                if server.poll() is not None or time.perf_counter() - started > 60:
                    log.seek(0)
                    raise SystemExit(f"{command} gave no answer: {log.read().decode()[-2000:]}")
                time.sleep(PAUSE)
            seconds = time.perf_counter() - started
            return seconds, _resident(server.pid)
        finally:
            if server:
                servers.stop(server)


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode())
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
    except ConnectionRefusedError:
        return False
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path}: {answer[:300]!r}")
    return True


def _resident(pid: int) -> float:
    found = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(found.stdout) / 1024


def show_loaded(folder: Path, link: str) -> None:
    """In a fresh interpreter: answer one request, and print which large packages that has loaded."""
    from monitor.web.app import create_app

    os.environ.update(our_side.environment(folder, 5000, 1))
    answer = create_app(folder).test_client().get(link, base_url="http://127.0.0.1:5000")
    if answer.status_code != 200:
        raise SystemExit(f"{link}: status {answer.status_code}")
    print(json.dumps([name for name in (*HEAVY, *LARGE) if name in sys.modules]))


def main() -> None:
    """Turns of both, medians, and the packages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--loaded", nargs=2, metavar=("FOLDER", "LINK"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.loaded:
        show_loaded(Path(options.loaded[0]), options.loaded[1])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "instance"
        link = house.make(folder, partners=50).links[0]
        ours, bare = [], []
        for _ in range(options.rounds + 1):  # the first of each only fills the disk's cache
            port = servers.free_port()
            ours.append(first_answer([sys.executable, "run.py"], our_side.environment(folder, port, 1), port, link))
            port = servers.free_port()
            bare.append(first_answer([sys.executable, "-m", "bench.bare", str(port)], dict(os.environ), port, "/"))
        command = [sys.executable, "-m", "bench.start", "--loaded", str(folder), link]
        loaded = json.loads(subprocess.run(command, cwd=our_side.ROOT, capture_output=True, check=True).stdout)
    (our_seconds, our_memory), (bare_seconds, bare_memory) = (
        [statistics.median(column) for column in zip(*side[1:], strict=True)] for side in (ours, bare)
    )
    print(f"to the first answer: ours {our_seconds:.2f} s, bare Flask under waitress {bare_seconds:.2f} s")
    say.below("difference", our_seconds - bare_seconds, "s", SECONDS)
    print(f"resident after it: ours {our_memory:.0f} MB, bare {bare_memory:.0f} MB")
    heavy = [name for name in loaded if name in HEAVY]
    print(f"of {', '.join(HEAVY)}: {', '.join(heavy) or 'none'} loaded   {say.verdict(not heavy)}")
    print(f"of {', '.join(LARGE)}: {', '.join(name for name in loaded if name in LARGE) or 'none'} loaded")


if __name__ == "__main__":
    main()
