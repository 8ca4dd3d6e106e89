"""The groups of a wave: every group in one level, what is merged, what the forecast says, what a publication holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.model import ListKind
from monitor.services import answering, publication_json, sending, try_out, wave_groups
from monitor.services.forecasting import (
    Verdict,
    forecast,
    forecast_levels,
    people_together,
    share_people,
    suggest,
)
from monitor.services.grouping import HouseLists, codes_of, make_levels, read_lists
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.waves import open_wave
from monitor.store import vault, waves
from monitor.store.lists import ListEntry, Overleg, Partner
from monitor.store.wave_setup import Merge
from tests.monitor.services.fieldwork_scene import ACTOR, audit_lines, make_draft, with_mail
from tests.scene import (
    BOTH,
    HOUSE,
    NEW_WAVE,
    NOORD,
    PARTNERS,
    PATTERNS,
    WAVE,
    Scene,
    answer_all,
    count_rows,
    dump,
    fill_in,
    house_file,
    write,
)


def entries(kind: ListKind, ids: Sequence[str]) -> list[ListEntry]:
    return [ListEntry(kind, one, f"Naam {one}") for one in ids]


@st.composite
def house_lists(draw: st.DrawFn) -> HouseLists:
    """Any lists that a house can have."""
    vormen = [f"v{n}" for n in range(draw(st.integers(1, 3)))]
    regions = [f"r{n}" for n in range(draw(st.integers(0, 3)))]
    groups = [f"b{n}" for n in range(draw(st.integers(1, 4)))]
    types = [f"t{n}" for n in range(draw(st.integers(1, 3)))]
    overleggen = [
        Overleg(f"o{n}", f"Overleg {n}", draw(st.sampled_from(vormen)), draw(st.sampled_from([None, *regions])))
        for n in range(draw(st.integers(1, 6)))
    ]
    partners = [
        Partner(
            f"p{n}",
            f"p{n}@partner.example",
            draw(st.sampled_from(groups)),
            draw(st.sampled_from(types)),
            tuple(sorted(draw(st.sets(st.sampled_from([one.id for one in overleggen]), min_size=1)))),
            gender=draw(st.sampled_from(["v", "m", "x", ""])),
        )
        for n in range(draw(st.integers(1, 30)))
    ]
    found = {
        ListKind.OVERLEGVORM: entries(ListKind.OVERLEGVORM, vormen),
        ListKind.REGION: entries(ListKind.REGION, regions),
        ListKind.BEROEPSGROEP: entries(ListKind.BEROEPSGROEP, groups),
        ListKind.ORGANISATIETYPE: entries(ListKind.ORGANISATIETYPE, types),
    }
    return HouseLists(found, overleggen, partners, draw(st.booleans()))


@st.composite
def lists_and_merges(draw: st.DrawFn) -> tuple[HouseLists, list[Merge]]:
    """Lists with groups taken together as one likes, among which groups that are not there any more."""
    found = draw(house_lists())
    merges = []
    for variable, ids in (
        ("overleg", [one.id for one in found.overleggen if one.overlegvorm == found.overleggen[0].overlegvorm]),
        ("beroepsgroep", ["b0", "b1", "b2", "gone"]),
        ("regio", ["r0", "r1", "gone"]),
    ):
        for source in draw(st.sets(st.sampled_from(ids))):
            merges.append(Merge(variable, source, draw(st.sampled_from(["Samen", "Anders"]))))
    return found, merges


@given(lists_and_merges())
def test_every_group_belongs_to_one_level_and_everybody_has_a_code(drawn: tuple[HouseLists, list[Merge]]) -> None:
    found, merges = drawn
    levels = make_levels(found, merges)
    sources = [(level.variable, source) for level in levels for source in level.source.split("+")]

    assert len(sources) == len(set(sources))
    codes = codes_of(levels)
    for variable in {level.variable for level in levels}:
        own = [level.code for level in levels if level.variable == variable]
        assert own == list(range(len(own)))
    for partner in found.partners:
        assert ("beroepsgroep", partner.beroepsgroep) in codes and ("organisatietype", partner.organisatietype) in codes
        assert all(("overleg", overleg) in codes for overleg in partner.overleggen)
        assert (("geslacht", partner.gender) in codes) == found.asks_gender
    for merge in merges:
        if (merge.variable, merge.source) in codes:
            own = [one for one in levels if one.variable == merge.variable]
            assert own[codes[merge.variable, merge.source]].label == merge.label


@given(lists_and_merges(), st.integers(1, 100), st.integers(5, 12))
def test_a_forecast_counts_everybody_and_never_shows_what_the_minimum_forbids(
    drawn: tuple[HouseLists, list[Merge]], percent: int, minimum: int
) -> None:
    found, merges = drawn
    levels = make_levels(found, merges)
    everything = ("overleg", "beroepsgroep", "overlegvorm", "regio")
    parts = forecast_levels(levels, found.partners, everything, rate=percent / 100, minimum=minimum)

    for part in parts:
        assert [one.code for one in part.groups] == [level.code for level in levels if level.variable == part.variable]
        for group in part.groups:
            assert group.expected <= group.invited <= len(found.partners)
            assert not group.shown or group.expected >= minimum
            assert (group.verdict is Verdict.NEVER) == (group.invited < minimum)
            assert group.verdict is not Verdict.ALL or group.expected >= 10
        hidden = sum(group.expected for group in part.groups if not group.shown)
        assert hidden == 0 or hidden >= minimum or not any(group.shown for group in part.groups)
        advised = suggest(part)
        assert len(advised) != 1 and {id(one) for one in advised} <= {id(one) for one in part.groups}
        make_levels(found, [*merges, *(Merge(part.variable, id_, "Nieuw") for one in advised for id_ in one.sources)])
    verdicts: dict[frozenset[str], set[bool]] = {}
    for group in (one for part in parts for one in part.groups):
        verdicts.setdefault(frozenset(group.shares), set()).add(group.shown)
    assert all(len(alike) == 1 for alike in verdicts.values())
    [persons] = [part for part in parts if part.variable == "beroepsgroep"]
    assert sum(group.invited for group in persons.groups) == len(found.partners)
    # What is taken together never holds more people than its groups did, and never fewer than the largest of them.
    apart = share_people(make_levels(found), found.partners)
    for group in persons.groups:
        codes = codes_of(make_levels(found))
        assert group.invited == sum(len(apart[("beroepsgroep", codes["beroepsgroep", one])]) for one in group.sources)


def test_the_forecast_counts_with_the_response_of_the_wave_before(scene: Scene) -> None:
    wave = make_draft(scene.installation)
    db = scene.installation.house(HOUSE)
    first = forecast(db, wave)
    assert (first.rate, first.from_wave, first.chosen) == (50, None, False)
    assert [(one.label, one.invited, one.verdict) for one in first.parts[0].groups] == [
        ("Overleg Noord", 13, Verdict.MEANS),
        ("Overleg Zuid", 12, Verdict.MEANS),
    ]

    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    second = forecast(db, wave)
    assert (second.rate, second.from_wave) == (83, f"Meting {WAVE}")
    assert (first.forms, first.forms_from) == (1.0, None)
    assert (second.forms, second.forms_from) == (1.0, second.from_wave)
    assert second.parts[0].groups[0].verdict is Verdict.ALL

    wave_groups.expect_rate(scene.installation, HOUSE, wave.id, percent=30, actor=ACTOR)
    third = forecast(db, wave)
    assert (third.rate, third.chosen) == (30, True)
    assert third.parts[0].groups[0].verdict is Verdict.UNLIKELY


def test_a_small_group_hides_another_with_it() -> None:
    found = HouseLists(
        {
            ListKind.OVERLEGVORM: entries(ListKind.OVERLEGVORM, ["v0"]),
            ListKind.REGION: [],
            ListKind.BEROEPSGROEP: entries(ListKind.BEROEPSGROEP, ["b0"]),
            ListKind.ORGANISATIETYPE: entries(ListKind.ORGANISATIETYPE, ["t0"]),
        },
        [Overleg(one, one, "v0") for one in ("groot", "klein", "midden")],
        [
            Partner(f"{overleg}{n}", f"{overleg}{n}@x.example", "b0", "t0", (overleg,))
            for overleg, number in (("groot", 40), ("klein", 3), ("midden", 20))
            for n in range(number)
        ],
        asks_gender=False,
    )

    [part] = forecast_levels(make_levels(found), found.partners, ["overleg"], rate=0.5, minimum=5)

    assert [one.verdict for one in part.groups] == [Verdict.ALL, Verdict.NEVER, Verdict.PROTECTS]
    assert [one.label for one in suggest(part)] == ["klein", "midden"]


@pytest.mark.parametrize(
    ("form", "rate", "people", "expected"),
    [(5, 0.5, 20, (0.5, 1.5)), (4, 0.5, 20, None), (5, None, 20, None), (5, 0.5, 0, None)],
)
def test_a_publication_tells_the_response_and_the_forms_per_person(
    form: int, rate: float | None, people: int, expected: tuple[float, float] | None
) -> None:
    text = json.dumps({"format": form, "report": {"forms": 30, "respondents": people, "response": {"rate": rate}}})

    assert publication_json.read_response(text) == expected


def lists_of(members: Mapping[tuple[str, ...], int], vormen: Mapping[str, str]) -> HouseLists:
    """A house: overleggen -> how many partners are in just those; overleg -> overlegvorm."""
    return HouseLists(
        {
            ListKind.OVERLEGVORM: entries(ListKind.OVERLEGVORM, sorted(set(vormen.values()))),
            ListKind.REGION: [],
            ListKind.BEROEPSGROEP: entries(ListKind.BEROEPSGROEP, ["b0"]),
            ListKind.ORGANISATIETYPE: entries(ListKind.ORGANISATIETYPE, ["t0"]),
        },
        [Overleg(one, one, vorm) for one, vorm in vormen.items()],
        [
            Partner(f"{'-'.join(own)}{n}", f"{'-'.join(own)}{n}@x.example", "b0", "t0", own)
            for own, number in members.items()
            for n in range(number)
        ],
        asks_gender=False,
    )


@pytest.mark.parametrize(("forms", "expected"), [(1.0, 10), (1.5, 15), (2.0, 20), (3.0, 20)])
def test_who_is_in_two_overleggen_counts_in_each_for_what_people_rate(forms: float, expected: int) -> None:
    found = lists_of({("een", "twee"): 40}, {"een": "v0", "twee": "v0"})

    overleg, vorm = forecast_levels(
        make_levels(found), found.partners, ["overleg", "overlegvorm"], rate=0.5, minimum=5, forms=forms
    )

    assert [one.expected for one in overleg.groups] == [expected, expected]
    # Everybody of the overlegvorm is in both overleggen, so it is judged as they are.
    assert [one.expected for one in vorm.groups] == [expected]


def test_expected_answers_are_rounded_down_and_the_verdict_is_of_the_number_shown() -> None:
    found = lists_of({("een",): 19, ("twee",): 9, ("drie",): 20}, {"een": "v0", "twee": "v0", "drie": "v0"})

    [part] = forecast_levels(make_levels(found), found.partners, ["overleg"], rate=0.5, minimum=5)

    assert [(one.expected, one.verdict) for one in part.groups] == [
        (9, Verdict.PROTECTS),
        (4, Verdict.UNLIKELY),
        (10, Verdict.ALL),
    ]


def test_groups_of_the_same_people_are_hidden_together() -> None:
    found = lists_of({("klein",): 3, ("midden",): 20, ("groot",): 60}, {"klein": "v0", "midden": "v1", "groot": "v2"})
    levels = make_levels(found)

    overleg, vorm = forecast_levels(levels, found.partners, ["overleg", "overlegvorm"], rate=0.5, minimum=5)

    assert [one.verdict for one in overleg.groups] == [one.verdict for one in vorm.groups]
    assert [one.verdict for one in overleg.groups] == [Verdict.NEVER, Verdict.PROTECTS, Verdict.ALL]


def test_only_what_can_be_taken_together_is_advised_and_people_are_counted_once() -> None:
    vormen = {"a": "v0", "b": "v1", "c": "v1", "d": "v1"}
    found = lists_of({("a",): 3, ("b", "c"): 4, ("b",): 4, ("c",): 8, ("d",): 30}, vormen)

    [part] = forecast_levels(make_levels(found), found.partners, ["overleg"], rate=0.5, minimum=5)

    advised = suggest(part)
    assert {"a"}.isdisjoint(one.label for one in advised) and {"b", "c"} <= {one.label for one in advised}
    assert people_together([one for one in advised if one.label in ("b", "c")]) == 16
    merges = [Merge("overleg", source, "Samen") for one in advised for source in one.sources]
    assert "Samen" in [level.label for level in make_levels(found, merges)]


def test_nothing_is_advised_where_taking_together_does_not_help() -> None:
    found = lists_of({("a",): 3, ("b",): 3}, {"a": "v0", "b": "v1"})
    parts = forecast_levels(make_levels(found), found.partners, ["overleg", "overlegvorm"], rate=0.5, minimum=5)

    assert [suggest(part) for part in parts] == [(), ()]


def test_merged_overleggen_are_one_overleg_for_the_partner_and_in_the_results(scene: Scene) -> None:
    installation = with_mail(scene)
    wave = make_draft(installation)
    with pytest.raises(BadInput, match="niet dezelfde overlegvorm"):
        merge_overleggen(scene, wave.id)
    wave_groups.merge_groups(
        installation,
        HOUSE,
        wave.id,
        variable="overlegvorm",
        sources=["jeugd", "zorg"],
        label="Alle vormen",
        actor=ACTOR,
    )
    merge_overleggen(scene, wave.id)

    path = try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR)
    visit = answering.visit(installation, HOUSE, path.rpartition("/")[2])
    assert [one.name for one in visit.overleggen] == ["Noord en Zuid"]
    assert visit.groups[1:] == ["Noord en Zuid", "Alle vormen", "Medewerker Gemeente"]
    level = waves.select_levels(installation.house(HOUSE), wave.id)["overleg"][0]
    assert (level.source, level.label) == ("noord+zuid", "Noord en Zuid")
    assert ("wave.changed", ACTOR.who, "overleg, groups merged: 2") in audit_lines(installation)

    with pytest.raises(BadInput, match="niet dezelfde overlegvorm"):
        wave_groups.split_groups(installation, HOUSE, wave.id, variable="overlegvorm", label="Alle vormen", actor=ACTOR)
    wave_groups.split_groups(installation, HOUSE, wave.id, variable="overleg", label="Noord en Zuid", actor=ACTOR)
    again = make_levels(read_lists(installation.house(HOUSE)))
    assert [one.label for one in again if one.variable == "overleg"] == ["Overleg Noord", "Overleg Zuid"]


def merge_overleggen(scene: Scene, wave: str) -> None:
    wave_groups.merge_groups(
        scene.installation,
        HOUSE,
        wave,
        variable="overleg",
        sources=["noord", "zuid"],
        label="Noord en Zuid",
        actor=ACTOR,
    )


@pytest.mark.parametrize(
    ("variable", "sources", "label"),
    [
        ("beroepsgroep", ["medewerker-politie"], "Samen"),
        ("beroepsgroep", ["medewerker-politie", "medewerker-politie"], "Samen"),
        ("beroepsgroep", ["medewerker-politie", "nobody"], "Samen"),
        ("organisatietype", ["gemeente", "politie"], "Samen"),
        ("overleg", ["noord", "zuid"], "  "),
        ("overleg", ["noord", "zuid"], "om\u202egekeerd"),
    ],
)
def test_what_cannot_be_merged_is_refused(scene: Scene, variable: str, sources: list[str], label: str) -> None:
    wave = make_draft(scene.installation)
    before = dump(house_file(scene))

    with pytest.raises(BadInput):
        wave_groups.merge_groups(
            scene.installation, HOUSE, wave.id, variable=variable, sources=sources, label=label, actor=ACTOR
        )

    assert dump(house_file(scene)) == before


@pytest.mark.parametrize(("minimum", "groupings"), [(4, []), (0, []), (51, []), (5, ["geslacht"])])
def test_divisions_that_may_not_be_are_refused(scene: Scene, minimum: int, groupings: list[str]) -> None:
    wave = make_draft(scene.installation)

    with pytest.raises(BadInput):
        wave_groups.declare_groupings(
            scene.installation, HOUSE, wave.id, groupings=groupings, minimum=minimum, actor=ACTOR
        )


def test_other_groups_make_the_forecast_one_to_be_seen_again(scene: Scene) -> None:
    wave = make_draft(scene.installation)
    db = scene.installation.house(HOUSE)
    wave_groups.see_forecast(scene.installation, HOUSE, wave.id, actor=ACTOR)
    seen = "SELECT forecast_seen FROM wave WHERE id = :wave"
    assert db.query(seen, {"wave": wave.id})[0][0] != ""

    wave_groups.declare_groupings(scene.installation, HOUSE, wave.id, groupings=["regio"], minimum=6, actor=ACTOR)

    assert db.query(seen, {"wave": wave.id})[0][0] == ""


def give_regions_and_gender(scene: Scene) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        for region in ("oost", "west"):
            db.execute("INSERT INTO list_entry VALUES ('regio', :id, :name)", {"id": region, "name": region.title()})
        db.execute("UPDATE overleg SET regio = CASE id WHEN 'noord' THEN 'oost' ELSE 'west' END")
        db.execute("UPDATE house SET asks_gender = 1")
        db.execute("UPDATE partner SET gender = CASE WHEN id < 'p13' THEN 'v' ELSE 'm' END")


@pytest.mark.parametrize(
    ("groupings", "expected"),
    [
        (("overleg",), ["overleg", "attendance"]),
        (("overleg", "regio"), ["overleg", "regio", "attendance"]),
        (("overleg", "beroepsgroep", "overlegvorm", "regio"), ["overleg", "beroepsgroep", "overlegvorm", "regio"]),
    ],
)
def test_a_publication_is_divided_as_declared_and_can_be_computed_again(
    scene: Scene, groupings: tuple[str, ...], expected: list[str]
) -> None:
    give_regions_and_gender(scene)
    links = open_wave(scene.installation, HOUSE, replace(NEW_WAVE, groupings=groupings))
    scene.tokens[HOUSE, "nieuw"] = {link.partner: link.path.rpartition("/")[2] for link in links}
    for number, partner in enumerate(PARTNERS[:22]):
        token = scene.token(partner, HOUSE, "nieuw")
        fill_in(scene.installation, HOUSE, token, {number % 2: PATTERNS[number // 2 % 5]})
        sending.send(scene.installation, HOUSE, token)
    close_wave(scene.installation, HOUSE, "nieuw", early=True)

    body, _ = vault.select_publication(scene.installation.house(HOUSE), "nieuw") or ("", "")
    report = publication_json.from_text(body).report
    assert [one.by for one in report.breakdowns][: len(expected)] == expected
    assert {one.variable for one in report.response.by} == {
        *("organisatietype", "beroepsgroep", "overleg", "overlegvorm", "geslacht")
    }
    gender = next(one for one in report.response.by if one.variable == "geslacht")
    assert [group.label for group in gender.groups][:2] == ["vrouw", "man"]
    assert verify_publication(scene.installation, HOUSE, "nieuw") == ()


def test_a_partner_sees_the_divisions_that_were_declared(scene: Scene) -> None:
    give_regions_and_gender(scene)
    for number, (groupings, more) in enumerate(
        (
            (("overleg",), []),
            (("overleg", "regio"), ["Oost", "West"]),
            (("overleg", "beroepsgroep"), ["Medewerker Politie"]),
        )
    ):
        links = open_wave(scene.installation, HOUSE, replace(NEW_WAVE, id=f"nieuw-{number}", groupings=groupings))
        token = next(link.path.rpartition("/")[2] for link in links if link.partner == BOTH)
        assert answering.visit(scene.installation, HOUSE, token).groups[3:] == more


def test_what_a_test_link_sends_is_kept_nowhere_and_counts_nowhere(scene: Scene) -> None:
    installation, path = scene.installation, house_file(scene)
    answer_all(scene, PARTNERS[:6])
    tables = ("sealed_form", "sealed_words", "sealed_contact", "draft", "vault_chunk")
    before = {table: count_rows(path, table) for table in tables}
    token = try_out.make_test_link(installation, HOUSE, WAVE, actor=ACTOR).rpartition("/")[2]
    counts = "SELECT counts, counted_on FROM wave ORDER BY id"
    counted = [tuple(row) for row in installation.house(HOUSE).query(counts)]

    fill_in(installation, HOUSE, token, {NOORD: PATTERNS[0]})
    write(installation, HOUSE, token, words="Proefwoorden", contact="proef@example.org")
    assert count_rows(path, "draft") == before["draft"] + 2
    sending.send(installation, HOUSE, token)
    sending.send(installation, HOUSE, token)

    assert answering.visit(installation, HOUSE, token).received
    assert {table: count_rows(path, table) for table in tables} == before
    assert [tuple(row) for row in installation.house(HOUSE).query(counts)] == counted
    close_wave(installation, HOUSE, WAVE, early=True)
    body, _ = vault.select_publication(installation.house(HOUSE), WAVE) or ("", "")
    report = publication_json.from_text(body).report
    assert (report.forms, report.response.invited) == (6, len(PARTNERS))


def test_a_test_link_of_who_was_nowhere_counts_nowhere(scene: Scene) -> None:
    token = try_out.make_test_link(scene.installation, HOUSE, WAVE, actor=ACTOR).rpartition("/")[2]

    sending.report_absent(scene.installation, HOUSE, token)

    assert answering.visit(scene.installation, HOUSE, token).received
    assert count_rows(house_file(scene), "invitation", "test = 0 AND outcome = 'niet_van_toepassing'") == 0
