"""Interviews a second: ours in the production setup beside oTree from PyPI, in turns, in one run on one machine."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from bench import house, load, otree_side, our_side, say
from bench.tally import Tally

TARGET = 20.0


def main() -> None:
    """Rounds of both, their medians and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interviews", type=int, default=400, help="of ours in a round; oTree gets a tenth")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--otree", type=Path, help="folder of an environment with oTree in it; made where missing")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = otree_side.make_environment(options.otree or folder / "otree")
        warm_up = 20
        ready = house.make(folder / "ours", partners=options.rounds * options.interviews + warm_up)
        questionnaire = ready.questionnaire
        pages = [[(item.id, item.text["nl"]) for item in aspect.items] for aspect in questionnaire.aspects]
        otree = stack.enter_context(otree_side.OTree(command, folder, pages))
        ours = stack.enter_context(our_side.Ours(folder / "ours", questionnaire))
        print(f"oTree {otree.version} (`otree prodserver`), {options.connections} connections at once")
        print(f"at work on {os.cpu_count()} cores before this began: {os.getloadavg()[0]:.1f} processes")
        random, links = Random(1), list(ready.links)

        def round_of(side: otree_side.OTree | our_side.Ours, links: list[str]) -> Tally:
            interviews = (side.interview(link, random) for link in links)
            return load.run(side.address, interviews, server=side.server, connections=options.connections)

        def take(number: int) -> list[str]:
            return [links.pop() for _ in range(number)]

        round_of(otree, otree.links(4))
        round_of(ours, take(warm_up))
        theirs_all, ours_all = [], []
        for _ in range(options.rounds):
            theirs_all.append(round_of(otree, otree.links(max(1, options.interviews // 10))))
            print(theirs_all[-1].line("oTree"), flush=True)
            ours_all.append(round_of(ours, take(options.interviews)))
            print(ours_all[-1].line("ours"), flush=True)
    for what, rate in (("requests", "requests_a_second"), ("interviews", "interviews_a_second")):
        their, our = (statistics.median(getattr(tally, rate) for tally in side) for side in (theirs_all, ours_all))
        target = TARGET if what == "requests" else None
        say.ratio(f"{what} a second, ours / oTree", our, their, f"{what}/s", at_least=target)
    their, our = (statistics.median(tally.server_milliseconds for tally in side) for side in (theirs_all, ours_all))
    if our:
        say.ratio("server CPU for a request, oTree / ours", their, our, "ms")
    shares = [statistics.median(tally.own_share for tally in side) for side in (theirs_all, ours_all)]
    print(
        f"load generator's share of a core: {100 * shares[0]:.0f} % beside oTree, {100 * shares[1]:.0f} % beside ours"
    )


if __name__ == "__main__":
    main()
