"""A light load generator: interviews over HTTP/1.1 keep-alive, one thread, raw sockets, standard library only.

An interview is a generator: it yields a `Request` and is handed the `Page` that came back, as a browser would go
through the screens. `run` drives many of them over a handful of connections and returns a `Tally`. Whatever answers
with another status than the request expects ends the run: a fast error page is no result.
"""

from __future__ import annotations

import html
import re
import resource
import selectors
import socket
import subprocess
import time
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urlsplit

from bench import servers
from bench.servers import Broken
from bench.tally import Tally

Interview = Generator["Request", "Page", None]

quoted = lru_cache(maxsize=4096)(quote_plus)
INPUT = re.compile(rb"<input\b[^>]*>")
HIDDEN = re.compile(r"\btype=[\"']?hidden\b")
ATTRIBUTE = re.compile(r"\b(name|value)=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
LONGEST_WAIT = 30.0
"""Seconds without any answer after which the run is given up."""


@dataclass(frozen=True)
class Request:
    """One request; with `fields` it is a POST of a form. Only a status of `expect` counts as an answer."""

    path: str
    fields: list[tuple[str, str]] | None = None
    expect: tuple[int, ...] = (200,)

    def encode(self, host: str, cookies: str) -> bytes:
        method = "GET" if self.fields is None else "POST"
        head = f"{method} {self.path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
        if cookies:
            head += f"Cookie: {cookies}\r\n"
        if self.fields is None:
            return f"{head}\r\n".encode("ascii")
        body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in self.fields).encode("ascii")
        head += f"Origin: http://{host}\r\nReferer: http://{host}{self.path}\r\nSec-Fetch-Site: same-origin\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode("ascii") + body


@dataclass(frozen=True)
class Page:
    """What came back. `location` is the path of a redirect."""

    status: int
    location: str
    body: bytes

    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields of the page (csrf token, what was shown before), ready to be posted back."""
        fields = []
        for tag in INPUT.findall(self.body):
            if b"hidden" in tag and HIDDEN.search(text := tag.decode("utf-8")):
                found = {name: html.unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}
                if "name" in found:
                    fields.append((found["name"], found.get("value", "")))
        return fields


REDIRECTS = (302, 303, 307)


def go_to(path: str) -> Generator[Request, Page, tuple[str, Page]]:
    """Get a page as a browser does, through redirects; (address in the end, page)."""
    for _ in range(5):
        page = yield Request(path, expect=(200, *REDIRECTS))
        if page.status == 200:
            return path, page
        path = page.location
    raise Broken(f"redirected in circles to {path}")


def post(path: str, fields: list[tuple[str, str]]) -> Generator[Request, Page, tuple[str, Page]]:
    """Post a form that is answered with a redirect, and go where that leads; (address in the end, page)."""
    page = yield Request(path, fields, expect=REDIRECTS)
    return (yield from go_to(page.location))


class Jar:
    """The cookies of one interview: name and path, as far as a questionnaire needs them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def keep(self, header: str) -> None:
        pair, *attributes = (part.strip() for part in header.split(";"))
        name, _, value = pair.partition("=")
        path = "/"
        gone = False
        for attribute in attributes:
            key, _, given = attribute.partition("=")
            if key.lower() == "path":
                path = given
            gone = gone or (key.lower() == "max-age" and given == "0")
        if gone:
            self._kept.pop((name, path), None)
        else:
            self._kept[(name, path)] = value

    def header(self, path: str) -> str:
        return "; ".join(
            f"{name}={value}"
            for (name, below), value in self._kept.items()
            if path == below or path.startswith(below.rstrip("/") + "/")
        )


class Line:
    """One connection that walks through interviews, one request at a time."""

    def __init__(self, address: tuple[str, int], tally: Tally) -> None:
        self.address = address
        self.host = f"{address[0]}:{address[1]}"
        self.tally = tally
        self.socket: socket.socket | None = None
        self.interview: Interview | None = None
        self.jar = Jar()
        self.asked = Request("/")
        self.buffer = bytearray()

    def connect(self) -> socket.socket:
        self.socket = socket.create_connection(self.address, timeout=LONGEST_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.socket

    def close(self) -> None:
        if self.socket:
            self.socket.close()
            self.socket = None

    def begin(self, interview: Interview) -> None:
        """Somebody else's browser: no cookies, and a connection of its own (kept alive for all of the interview)."""
        self.close()
        self.interview, self.jar = interview, Jar()
        self.ask(next(interview))

    def ask(self, request: Request) -> None:
        self.asked = request
        (self.socket or self.connect()).sendall(request.encode(self.host, self.jar.header(urlsplit(request.path).path)))

    def receive(self) -> bool:
        """Take in what has come; True when the interview on this line is over."""
        chunk = self.socket.recv(262_144)
        self.buffer += chunk
        page = self._parse(closed=not chunk)
        if page is None:
            if not chunk:
                raise Broken(f"{self.asked.path}: the server closed the connection without an answer")
            return False
        self.tally.requests += 1
        self.tally.statuses[page.status] += 1
        self.tally.received += len(page.body)
        if page.status not in self.asked.expect:
            text = re.sub(r"\s+", " ", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.body.decode(), flags=re.S))
            raise Broken(
                f"{'GET' if self.asked.fields is None else 'POST'} {self.asked.path}: status {page.status} "
                f"{page.location} where {self.asked.expect} was expected: {text.strip()[:600]}"
            )
        try:
            self.ask(self.interview.send(page))
        except StopIteration:
            self.tally.interviews += 1
            return True
        return False

    def _parse(self, *, closed: bool) -> Page | None:
        """The answer in the buffer, or None while it is not complete."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.buffer[:end].decode("latin-1").split("\r\n")
        length: int | None = None
        location, chunked, last = "", False, False
        for line in head[1:]:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "content-length":
                length = int(value)
            elif name == "set-cookie":
                self.jar.keep(value)
            elif name == "location":
                parts = urlsplit(value)
                location = parts.path + (f"?{parts.query}" if parts.query else "")
            elif name == "transfer-encoding":
                chunked = value.lower() == "chunked"
            elif name == "connection":
                last = value.lower() == "close"
        status = int(head[0].split(" ", 2)[1])
        start = end + 4
        if chunked:
            if not self.buffer.endswith(b"0\r\n\r\n"):
                return None
            body = _unchunk(bytes(self.buffer[start:]))
        elif length is None and status not in (204, 304):
            if not closed:
                return None
            body = bytes(self.buffer[start:])
        else:
            if len(self.buffer) - start < (length or 0):
                return None
            body = bytes(self.buffer[start : start + (length or 0)])
        self.buffer.clear()
        if last or closed:
            self.close()
        return Page(status, location, body)


def _unchunk(raw: bytes) -> bytes:
    body, at = b"", 0
    while True:
        end = raw.index(b"\r\n", at)
        size = int(raw[at:end].split(b";")[0], 16)
        if size == 0:
            return body
        body += raw[end + 2 : end + 2 + size]
        at = end + 4 + size


def cpu_seconds() -> float:
    """What this process has used so far, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run(
    address: tuple[str, int],
    interviews: Iterable[Interview],
    *,
    server: subprocess.Popen,
    connections: int = 8,
    limit: float = 120.0,
) -> Tally:
    """Lead all interviews to their end over `connections` at once. Raises Broken past `limit` seconds.

    server: started with start_new_session, so that its process group is all of it.
    """
    tally, waiting = Tally(), deque(interviews)
    server_used = servers.group_cpu_seconds(server.pid)
    lines: dict[int, Line] = {}
    with selectors.DefaultSelector() as ready:
        started, used = time.perf_counter(), cpu_seconds()
        for number in range(min(connections, len(waiting))):
            line = lines[number] = Line(address, tally)
            line.begin(waiting.popleft())
            ready.register(line.socket, selectors.EVENT_READ, number)
        while lines:
            events = ready.select(timeout=LONGEST_WAIT)
            if not events or time.perf_counter() - started > limit:
                raise Broken(f"given up after {time.perf_counter() - started:.0f} s and {tally.interviews} interviews")
            for key, _ in events:
                line, before = lines[key.data], key.fileobj
                over = line.receive()
                if over and waiting:
                    line.begin(waiting.popleft())
                elif over:
                    ready.unregister(before)
                    line.close()
                    del lines[key.data]
                    continue
                if line.socket is not before:
                    ready.unregister(before)
                    ready.register(line.socket, selectors.EVENT_READ, key.data)
        tally.wall = time.perf_counter() - started
        tally.own_cpu = cpu_seconds() - used
    tally.server_cpu = servers.group_cpu_seconds(server.pid) - server_used
    return tally
