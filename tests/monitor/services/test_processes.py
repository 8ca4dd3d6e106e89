"""Many processes at one house: a link counts once, and what was acknowledged survives kill -9."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from monitor.services import answering, sealing
from monitor.store import vault, waves
from tests import workers
from tests.scene import (
    BOTH,
    HOUSE,
    NOORD,
    PATTERNS,
    WAVE,
    ZUID,
    Clock,
    Scene,
    count_rows,
    fill_in,
    house_file,
    make_house,
    make_installation,
    make_wave,
)

LINKS, PROCESSES, KILLS = 200, 8, 30
SAVES = 300
MOST_SENT_PER_KILL = 20


def crowded(folder: Path, partners: int) -> Scene:
    """A house with so many partners, all of them ready to send; the one in both overleggen about both."""
    clock = Clock()
    scene = Scene(make_installation(folder, clock), clock)
    names = [f"q{number:04}" for number in range(partners - 1)] + [BOTH]
    make_house(scene.installation, HOUSE, names)
    scene.tokens[HOUSE, WAVE] = make_wave(scene.installation, HOUSE, WAVE)
    for number, name in enumerate(names):
        about = {NOORD: PATTERNS[0], ZUID: PATTERNS[1]} if name == BOTH else {number % 2: PATTERNS[number % 5]}
        fill_in(scene.installation, HOUSE, scene.token(name), about)
    return scene


def persons_and_forms(scene: Scene) -> tuple[int, int]:
    """What the vault holds once every form was opened: different ties, and forms."""
    db = scene.installation.house(HOUSE)
    secret, _ = waves.select_secrets(db, WAVE)
    assert secret is not None
    key = sealing.wave_key(scene.installation.link_key, secret)
    forms = [sealing.unseal(key, sealed, b"form" + WAVE.encode()) for _, sealed in vault.select_forms(db, WAVE)]
    return len({form[:8] for form in forms}), len(forms)


def test_eight_processes_that_send_the_same_200_links_give_200_responses(
    tmp_path: Path, closed_databases: None
) -> None:
    scene = crowded(tmp_path / "instance", LINKS)
    tokens = list(scene.tokens[HOUSE, WAVE].values())

    running = [workers.start("send_all", scene.folder, HOUSE, *tokens) for _ in range(PROCESSES)]
    replies = [process.communicate(timeout=60) for process in running]

    assert [errors for _, errors in replies] == [""] * PROCESSES
    assert [out.split() for out, _ in replies] == [tokens] * PROCESSES  # every reply was "received"
    assert persons_and_forms(scene) == (LINKS, LINKS + 1)
    assert count_rows(house_file(scene), "draft") == 0
    assert count_rows(house_file(scene), "invitation", "outcome = 'beantwoord'") == LINKS


def test_what_was_acknowledged_before_thirty_kills_is_there_and_nothing_is_half(
    tmp_path: Path, closed_databases: None
) -> None:
    scene = crowded(tmp_path / "instance", KILLS * MOST_SENT_PER_KILL)
    tokens = list(scene.tokens[HOUSE, WAVE].values())

    killed = workers.run("send_and_be_killed", scene.folder, HOUSE, KILLS, *tokens)

    acknowledged = set(killed.stdout.split())
    assert (killed.returncode, killed.stderr) == (0, "")
    answered = {
        bytes(row["token_hash"])
        for row in scene.installation.house(HOUSE).query(
            "SELECT token_hash FROM invitation WHERE outcome = 'beantwoord'"
        )
    }
    persons, forms = persons_and_forms(scene)
    assert len(acknowledged) >= KILLS and len(acknowledged) < len(tokens)
    assert {sealing.hash_token(token) for token in acknowledged} <= answered
    assert persons == len(answered)
    assert forms == persons + (sealing.hash_token(scene.token(BOTH)) in answered)
    assert count_rows(house_file(scene), "draft") == len(tokens) - len(answered)
    assert scene.installation.house(HOUSE).query("PRAGMA integrity_check")[0][0] == "ok"


def kill_after(process: subprocess.Popen[str], lines: int) -> list[str]:
    """Kill a process after so many lines; every line that it said until it was dead."""
    assert process.stdout
    said = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    said += process.stdout.readlines()  # communicate() would pass over what readline had taken in already
    process.communicate()
    return "".join(said).split()


def test_seven_processes_that_save_in_one_draft_lose_no_acknowledged_answer_though_three_are_killed(
    scene: Scene, closed_databases: None
) -> None:
    # Each answers a statement of its own, over the same link.
    token = scene.token("p01")
    fill_in(scene.installation, HOUSE, token, {NOORD: bytes([4] * 7)})
    questionnaire = answering.visit(scene.installation, HOUSE, token).questionnaire
    places = [(part, item.position) for part, aspect in enumerate(questionnaire.aspects, 1) for item in aspect.items]

    running = [workers.start("save_statement", scene.folder, HOUSE, token, *place, SAVES) for place in places]
    acknowledged = [kill_after(process, 10) for process in running[:3]]
    replies = [process.communicate(timeout=60) for process in running[3:]]

    acknowledged += [out.split() for out, _ in replies]
    kept = answering.visit(scene.installation, HOUSE, token).draft.answers[NOORD]
    assert [errors for _, errors in replies] == [""] * 4
    assert [len(codes) for codes in acknowledged[3:]] == [SAVES] * 4
    for code, codes in zip(kept[3:], acknowledged[3:], strict=True):
        assert code == int(codes[-1])
    for code, codes in zip(kept[:3], acknowledged[:3], strict=True):
        assert 10 <= len(codes) < SAVES
        assert code in (int(codes[-1]), int(codes[-1]) % 4 + 1)  # the one in flight may be in
    assert scene.installation.house(HOUSE).query("PRAGMA integrity_check")[0][0] == "ok"


@pytest.mark.parametrize("partner", ["p01", BOTH])
def test_after_the_kills_a_link_that_was_not_acknowledged_can_be_sent_again(scene: Scene, partner: str) -> None:
    # Whether the killed process had committed or not, pressing once more ends in one response.
    overleggen = {NOORD: PATTERNS[0], ZUID: PATTERNS[1]} if partner == BOTH else {NOORD: PATTERNS[0]}
    token = scene.token(partner)
    fill_in(scene.installation, HOUSE, token, overleggen)
    with workers.start("send_all", scene.folder, HOUSE, token) as process:
        process.kill()

    again = workers.run("send_all", scene.folder, HOUSE, token)

    assert again.stdout.split() == [token]
    assert persons_and_forms(scene) == (1, len(overleggen))
