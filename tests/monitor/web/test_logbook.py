"""The page and the commands of the audit log."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from monitor.model import COMMAND, TICK, Actor, Role
from monitor.services import audit
from monitor.store.audit import AuditLine
from monitor.web.views.log_words import KINDS, WORDS
from monitor.web.views.logbook import ON_A_PAGE, log_page, whats_of
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, ROOT, Scene, house_file

ACCOUNT = "0123456789abcdef" * 2
NOOR = Actor(f"{ACCOUNT} Noor", "192.0.2.77")
WHAT = re.compile(r"[a-z_]+\.[a-z_]+")
LOG = f"/beheer/{HOUSE}/logboek"


def write(scene: Scene, *whats: str, house: str = HOUSE, actor: Actor = NOOR, **more: str) -> None:
    db = scene.installation.house(house)
    with db.atomic():
        for what in whats:
            audit.note(db, MIDWAY, actor, what=what, **more)


def line(what: str = "wave.opened", **more: object) -> AuditLine:
    fields = {"number": 7, "at": MIDWAY, "who": NOOR.who, "what": what, "target": "", "result": "done"}
    return AuditLine(**{**fields, "source": NOOR.source, "hash": b"", **more})  # type: ignore[arg-type] # as given


def shown(one: AuditLine, names: dict[str, str] | None = None) -> tuple[str, str, str, str, str]:
    page = log_page([one], audit.Mark(7, "ab"), names=names or {}, kind="", newest=True, kinds=())
    found = page.lines[0]
    return found.what, found.target, found.result, found.who, found.source


def constants(path: Path) -> Iterator[str]:
    """Every text in a module that is no docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def told() -> set[str]:
    """Every `what` that the program writes: of calls, and texts of the same form beside them."""
    found = set()
    for path in (ROOT / "monitor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "what" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    first = {what.partition(".")[0] for what in found | set(WORDS)}
    for path in (ROOT / "monitor" / "services").rglob("*.py"):
        if "audit" not in path.read_text(encoding="utf-8"):
            continue
        found |= {text for text in constants(path) if WHAT.fullmatch(text) and text.partition(".")[0] in first}
    return found


def test_every_line_that_the_program_writes_has_its_sentence() -> None:
    assert told() - WORDS.keys() == set(), "give it a sentence in monitor/web/views/log_words.py"
    assert WORDS.keys() - told() == set(), "nothing writes this any more"


def test_no_line_is_written_under_a_name_made_at_the_moment_itself() -> None:
    made = [
        str(path)
        for path in (ROOT / "monitor").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "what" and isinstance(node.value, ast.JoinedStr)
    ]

    assert made == []


def test_every_kind_has_lines_and_every_line_a_kind() -> None:
    assert {kind for kind, _ in WORDS.values()} == set(KINDS)
    assert all(whats_of(kind) for kind in KINDS)
    assert whats_of("") == ()


def test_a_line_says_in_plain_words_who_did_what_and_never_from_which_address() -> None:
    names = {"najaar": "Meting najaar", ACCOUNT: "Noor nu", "f" * 32: "Bob", "manager": "manager"}

    assert shown(line(target="najaar"), names) == ("Meting geopend", "Meting najaar", "", "Noor", "via de website")
    assert shown(line("right.given", target=f"{'f' * 32} manager {HOUSE}"), names)[1] == f"Bob · manager · {HOUSE}"
    assert shown(line(who=TICK.who, source=TICK.source))[3:] == ("programma", "vanzelf")
    assert shown(line(who=COMMAND.who, source=COMMAND.source))[3:] == (
        "beheerder van de server",
        "opdracht op de server",
    )
    assert shown(line(who=ACCOUNT), names)[3] == "Noor nu"
    assert shown(line("niet.bekend"))[0] == "niet.bekend"
    assert shown(line(target="e" * 32))[1] == "eeeeeeee…"
    assert shown(line("link.sent_again", target=f"najaar {'e' * 16}"), names)[1] == "Meting najaar · een partner"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("done", ""),
        ("done 3", "3"),
        ("done, invitations: 24", "uitnodigingen: 24"),
        ("done, closes: 2026-12-21T16:00:00+00:00", "sluit op: maandag 21 december 2026, 17.00 uur"),
        ("done, early", "eerder dan gepland"),
        ("groupings: overleg regio, minimum: 5", "uitkomsten per: overleg regio, kleinste groep: 5"),
        ("expected response: not given", "verwachte respons: niet opgegeven"),
        ("forecast seen", "voorspelling bekeken"),
        ("down 535", "er kan geen mail weg 535"),
        ("done, purpose: new rows, sent", "doel: new rows, sent"),
        ("refused: het huis is down", "geweigerd: het huis is down"),
        ("done, outbox 5", "outbox 5"),
        ("refused", "geweigerd"),
        ("refused: te vroeg", "geweigerd: te vroeg"),
        ("merged, moved: 3", "samengevoegd, overgezet: 3"),
        ("12 sent, 1 failed", "12 verstuurd, 1 niet gelukt"),
        ("rows: 5", "rijen: 5"),
        ("new: 1, same: 2, left out: 3, names: 4", "nieuw: 1, hetzelfde: 2, weggelaten: 3, namen: 4"),
        ("done, vault_chunk 3, sealed_words 2", "pakketten antwoorden 3, open antwoorden 2"),
        (f"fingerprint: {'ab' * 32}", "kenmerk: abababab…"),
        ("columns", "kolommen"),
        ("", ""),
    ],
)
def test_a_result_says_what_came_of_it(result: str, said: str) -> None:
    assert shown(line(result=result))[2] == said


def test_the_coordinator_reads_the_log_of_the_own_house_newest_first(
    scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = signed_in(Role.COORDINATOR)
    write(scene, "wave.extended", target="voorjaar")
    write(scene, "list.changed", actor=Actor("x Buurman", "192.0.2.78"), house=OTHER_HOUSE)

    text = browser.get(LOG).text

    assert text.index("Meting verlengd") < text.index("Meting voorjaar")
    assert "Noor" in text and "Buurman" not in text
    assert "192.0.2." not in text and ACCOUNT not in text
    assert "dinsdag 10 november 2026, 11.00 uur" in text


def test_a_long_log_is_read_page_by_page_and_by_kind(scene: Scene, signed_in: Callable[..., CheckingClient]) -> None:
    browser = signed_in(Role.COORDINATOR)
    write(scene, *["wave.extended"] * (ON_A_PAGE + 5))
    write(scene, "partners.imported")
    seen, address = [], LOG
    while address:
        page = browser.page(address)
        text = browser.get(address).text
        seen += [int(number.replace(".", "")) for number in re.findall(r'data-label="Regel">([\d.]+)<', text)]
        address = next((link for link in page.links if "voor=" in link), "")

    assert seen == sorted(seen, reverse=True) == list(range(len(seen), 0, -1))
    only = browser.get(f"{LOG}?soort=lijsten").text
    assert "Lijst met partners ingelezen" in only and "Meting verlengd" not in only
    assert "Van deze soort zijn er geen regels" in browser.get(f"{LOG}?soort=gegevens").text


@pytest.mark.parametrize(
    "query", ["voor=x", "voor=-1", "voor=" + "9" * 40, "voor=%C2%B2", "soort=anders", "soort=inloggen"]
)
def test_an_address_that_is_none_is_not_found(signed_in: Callable[..., CheckingClient], query: str) -> None:
    assert signed_in(Role.COORDINATOR).get(f"{LOG}?{query}").status_code == 404


def test_names_with_line_breaks_and_tags_stay_text_on_one_line(
    scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = signed_in(Role.COORDINATOR)
    write(scene, "wave.changed", actor=Actor(f"{ACCOUNT} <b>\x1b[31m\nNoor</b>", "::1"), target="{{7*7}}")

    text = browser.get(LOG).text

    assert "&lt;b&gt; [31m Noor&lt;/b&gt;" in text and "{{7*7}}" in text


def test_the_administrator_reads_the_log_of_the_installation_with_its_mark(
    scene: Scene, signed_in: Callable[..., CheckingClient]
) -> None:
    browser = signed_in(Role.ADMINISTRATOR)

    text = browser.get("/installatie/logboek").text

    assert "Account gemaakt" in text and "Rol gegeven" in text
    mark = audit.last_mark(scene.installation.directory())
    assert " ".join(mark.hash[at : at + 4] for at in range(0, 64, 4)) in text
    assert browser.get(f"/beheer/{HOUSE}/logboek").status_code == 404


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *words])


def test_the_command_says_that_a_log_is_whole_with_its_mark(app: Flask, scene: Scene) -> None:
    write(scene, "wave.changed")
    mark = audit.last_mark(scene.installation.house(HOUSE))

    result = run(app, "verify", HOUSE)

    assert result.exit_code == 0
    assert f"regel {mark.number}" in result.output and mark.hash in result.output
    assert run(app, "verify").exit_code == 0


def test_the_command_names_the_line_that_does_not_fit_with_status_2(app: Flask, scene: Scene) -> None:
    write(scene, "wave.changed", "wave.changed", "wave.changed")
    number = audit.last_mark(scene.installation.house(HOUSE)).number - 1
    scene.installation.house(HOUSE).truncate_wal()
    with closing(sqlite3.connect(house_file(scene), isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("UPDATE audit SET who = 'x' WHERE number = ?", (number,))

    result = run(app, "verify", HOUSE)

    assert result.exit_code == 2 and f"regel {number}" in result.output


def test_an_export_is_written_once_readable_by_the_owner_alone(app: Flask, scene: Scene, tmp_path: Path) -> None:
    write(scene, "wave.changed", target="a\nb")
    target = tmp_path / "logboek.jsonl"

    result = run(app, "export", HOUSE, "--output", str(target))

    lines = target.read_text(encoding="utf-8").splitlines()
    assert result.exit_code == 0 and f"{len(lines)} regels" in result.output
    assert target.stat().st_mode & 0o777 == 0o600
    assert json.loads(lines[-1])["target"] == "a b"
    again = run(app, "export", HOUSE, "--output", str(target))
    assert again.exit_code == 2 and "niet te schrijven" in again.output


def test_an_unknown_house_is_one_sentence(app: Flask) -> None:
    result = run(app, "verify", "nergens")

    assert (result.exit_code, result.output.strip()) == (2, "Dit huis is er niet.")


def test_a_log_that_stands_in_summer_time_is_shown_in_it(scene: Scene) -> None:
    page = log_page(
        [line(at=MIDWAY - timedelta(days=120))], audit.Mark(1, "a"), names={}, kind="", newest=True, kinds=()
    )

    assert page.lines[0].when == "maandag 13 juli 2026, 12.00 uur"
