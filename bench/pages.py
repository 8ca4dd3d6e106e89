"""Server time of pages, each beside a bare Flask app in turns; medians of one run.

WSGI: from the call of the application to the last byte, in this process. HTTP: as somebody at the other end of one
connection sees it, both applications under waitress.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from bench import bare, house, load, our_side, say, servers
from bench.wire import Wire
from monitor.web.app import create_app
from monitor.web.settings import Settings
from surveys.questionnaire import Questionnaire

AT_MOST = 3.0
BLOCK = 20
BASE = "http://127.0.0.1:5000"
ONE_ASPECT = ("bench-een-aspect", 1)
Call = Callable[[], None]


def one_aspect_of_all(questionnaire: Questionnaire) -> str:
    """The TOML of a questionnaire with the same statements in one aspect, so on one page."""
    items = [{"id": f"{item.id}", "text": item.text["nl"]} for item in questionnaire.items]
    rows = "".join(f"{{ id = {_quoted(i['id'])}, text = {{ nl = {_quoted(i['text'])} }} }},\n" for i in items)
    labels = ", ".join(f"{{ nl = {_quoted(label['nl'])} }}" for label in questionnaire.scale.labels)
    background = "".join(
        f"[[background]]\nid = {_quoted(b.id)}\nkind = {_quoted(b.kind)}\ntext = {{ nl = {_quoted(b.text['nl'])} }}\n"
        for b in questionnaire.background
    )
    return (
        f'id = "{ONE_ASPECT[0]}"\nversion = {ONE_ASPECT[1]}\nlanguages = ["nl"]\nminutes = 10\nsource = "bench"\n'
        f'title = {{ nl = "Bench" }}\nintro = {{ nl = "Bench" }}\nthanks = {{ nl = "Bench" }}\n'
        f"[scale]\nlabels = [{labels}]\nno_opinion = {{ nl = {_quoted(questionnaire.scale.no_opinion['nl'])} }}\n"
        f'{background}[[aspects]]\nid = "alles"\nkind = "scale"\nin_total = true\nlabel = {{ nl = "Alles" }}\n'
        f'intro = {{ nl = "Alles" }}\n[[aspects.blocks]]\nstem = {{ nl = "Hoe beoordeelt u dit?" }}\n'
        f"items = [\n{rows}]\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class Partner:
    """A partner's browser, led to the page that is to be measured."""

    def __init__(self, app: Flask, link: str, questionnaire: Questionnaire) -> None:
        self.client = Client(app)
        self.questionnaire = questionnaire
        here, page = self._post(link, self._get(link)[1].hidden())
        ticked = {name.decode() for name in our_side.OVERLEG_FIELD.findall(page.body)}
        present = [(name, "y") for name in ticked] + [(name.replace("overleg_", "aanwezig_"), "3") for name in ticked]
        self.address, self.page = self._post(here, page.hidden() + present)

    def answer(self, choice: int = 0) -> None:
        """Post the page that is open and go to the next."""
        self.address, self.page = self._post(self.address, self.fields(choice))

    def fields(self, choice: int) -> list[tuple[str, str]]:
        """What the open page would post; another `choice` gives other answers."""
        part = int(self.address.rsplit("/", 1)[1])
        items = self.questionnaire.aspects[part - 1].items
        answers = [(item.id, our_side.ANSWERS[(n + choice) % 5]) for n, item in enumerate(items)]
        return self.page.hidden() + answers

    def environ(self, fields: list[tuple[str, str]] | None = None) -> dict[str, Any]:
        """What the server hands to the application for the open page, or for posting it."""
        return environ(self.address, fields, {"Cookie": self.cookies})

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in self.client._cookies.values())

    def _get(self, path: str) -> tuple[str, load.Page]:
        answer = self.client.get(path, base_url=BASE, follow_redirects=True)
        return self._page(answer)

    def _post(self, path: str, fields: list[tuple[str, str]]) -> tuple[str, load.Page]:
        headers = {"Sec-Fetch-Site": "same-origin"}
        answer = self.client.post(path, base_url=BASE, data=dict(fields), headers=headers, follow_redirects=True)
        return self._page(answer)

    def _page(self, answer: Any) -> tuple[str, load.Page]:
        if answer.status_code != 200:
            raise load.Broken(f"{answer.request.path}: status {answer.status}: {answer.text[:600]}")
        return answer.request.path, load.Page(answer.status_code, "", answer.data)


def environ(path: str, fields: list[tuple[str, str]] | None = None, headers: dict[str, str] | None = None) -> dict:
    """A WSGI environ of a GET, or of a POST of these fields."""
    form = None if fields is None else dict(fields)
    sent = {"Sec-Fetch-Site": "same-origin", **(headers or {})}
    return EnvironBuilder(
        path, base_url=BASE, method="GET" if form is None else "POST", data=form, headers=sent
    ).get_environ()


def call(app: Flask, given: dict[str, Any], status: str) -> Call:
    """One request, ready to be timed: everything up to the last byte of the answer."""

    def timed() -> None:
        started: list[str] = []
        for _ in app.wsgi_app(given, lambda line, _headers, _exc=None: started.append(line)):
            pass
        if not started[0].startswith(status):
            raise load.Broken(f"{given['PATH_INFO']}: {started[0]} instead of {status}")

    return timed


def medians(ours: Sequence[Call], bares: Sequence[Call]) -> tuple[float, float]:
    """Median microseconds of both, called in turns of BLOCK."""
    taken: tuple[list[float], list[float]] = ([], [])
    for start in range(0, len(ours), BLOCK):
        for calls, times in zip((ours, bares), taken, strict=True):
            for one in calls[start : start + BLOCK]:
                began = time.perf_counter()
                one()
                times.append(time.perf_counter() - began)
    return statistics.median(taken[0]) * 1e6, statistics.median(taken[1]) * 1e6


def measure_page(label: str, app: Flask, partner: Partner, folder: Path, number: int) -> None:
    """A page beside a bare Flask app that sends the same bytes as a static string."""
    body = partner.page.body
    beside = bare.sends(body)
    ours = [call(app, partner.environ(), "200") for _ in range(number)]
    bares = [call(beside, environ("/"), "200") for _ in range(number)]
    label = f"{label}, {len(body) / 1000:.1f} kB / static"
    say.ratio(f"{label}, WSGI", *medians(ours, bares), "us", at_most=AT_MOST)
    (folder / "body").write_bytes(body)
    with our_side.Ours(folder, partner.questionnaire, processes=1) as server, Bare(body=folder / "body") as plain:
        ours = [Wire(server.address).call(load.Request(partner.address), partner.cookies)] * number
        bares = [Wire(plain.address).call(load.Request("/"))] * number
        say.ratio(f"{label}, HTTP", *medians(ours, bares), "us", at_most=AT_MOST)


def measure_save(app: Flask, partner: Partner, folder: Path, number: int) -> None:
    """Posting a page beside a bare Flask POST that commits one row."""
    beside = bare.keeps(folder / "bare.sqlite")
    posted = [partner.fields(choice) for choice in range(number)]
    ours = [call(app, partner.environ(fields), "303") for fields in posted]
    bares = [call(beside, environ("/", fields), "303") for fields in posted]
    say.ratio("saving 13 statements / bare commit, WSGI", *medians(ours, bares), "us", at_most=AT_MOST)


class Bare:
    """A bare application of bench.bare under waitress."""

    def __init__(self, *, body: Path) -> None:
        self.address = ("127.0.0.1", servers.free_port())
        command = [sys.executable, "-m", "bench.bare", str(self.address[1]), "--body", str(body)]
        self.server = subprocess.Popen(command, cwd=our_side.ROOT, start_new_session=True)

    def __enter__(self) -> Bare:
        servers.wait_until_it_answers(self.address, self.server)
        return self

    def __exit__(self, *_: object) -> None:
        servers.stop(self.server)


def application(folder: Path, bench: house.BenchHouse) -> Flask:
    """Our application over a bench house."""
    settings = Settings(instance=folder, demo=True, secret_key="bench" * 10, base_url=BASE)
    return create_app(folder, settings=settings, installation=bench.installation)


def main() -> None:
    """The partner's pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="of each request")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        real = house.make(folder / "real", partners=50)
        app = application(folder / "real", real)
        partner = Partner(app, real.links[0], real.questionnaire)
        partner.answer()  # to the second part, which has 13 statements
        measure_page("13-statement page", app, partner, folder / "real", options.number)
        measure_save(app, partner, folder, options.number)

        (folder / "one" / "questionnaires").mkdir(parents=True)
        text = one_aspect_of_all(real.questionnaire)
        (folder / "one" / "questionnaires" / f"{ONE_ASPECT[0]}-{ONE_ASPECT[1]}.toml").write_text(text, encoding="utf-8")
        one = house.make(folder / "one", partners=50, questionnaire=ONE_ASPECT)
        app = application(folder / "one", one)
        partner = Partner(app, one.links[0], one.questionnaire)
        measure_page("48-statement page", app, partner, folder / "one", options.number)


if __name__ == "__main__":
    main()
