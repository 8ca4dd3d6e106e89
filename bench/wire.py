"""One connection that is timed request by request."""

from __future__ import annotations

import socket
from collections.abc import Callable

from bench.load import LENGTH, LONGEST_WAIT, Request
from bench.servers import Broken


class Wire:
    """One keep-alive connection for one request after another, to be timed; answers must give their length."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.host = f"{address[0]}:{address[1]}"
        self.socket = socket.create_connection(address, timeout=LONGEST_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, request: Request, cookies: str = "") -> Callable[[], None]:
        """The request, ready to be made: everything up to the last byte of its answer."""
        raw = request.encode(self.host, cookies)

        def timed() -> None:
            self.socket.sendall(raw)
            answer = self.socket.recv(262_144)
            while (end := answer.find(b"\r\n\r\n")) < 0:
                answer += self.socket.recv(262_144)
            missing = end + 4 + int(LENGTH.search(answer).group(1)) - len(answer)
            while missing > 0:
                missing -= len(self.socket.recv(262_144))
            if int(answer[9:12]) not in request.expect:
                raise Broken(f"{request.path}: {answer[:600]!r}")

        return timed
