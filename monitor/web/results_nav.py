"""The menu of a page of results, with only what the account that asks may use; in templates results_nav(place, ..)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from monitor.model import Account, Role, Wave, WaveState
from monitor.services import accounts, reading
from monitor.store.waves import WaveLevel
from monitor.web.context import installation
from monitor.web.place_links import ENDPOINTS
from monitor.web.seen import codes_of
from monitor.web.signed_in import account
from monitor.web.views.navigation import NavLink, ResultsNav
from monitor.web.views.place import Place

PAGES: Mapping[str, str] = {
    "house": "Hele huis",
    "overleg": "Overleggen",
    "statements": "Stellingen",
    "improvements": "Verbeterpunten",
    "downloads": "Downloads",
    "explained": "Hoe berekend",
    "words": "Open antwoorden",
    "research": "Formulieren voor onderzoek",
}
"""What a page of one wave is called in its menu; the last two belong to a role of their own."""
_UNDER = {"statement": "statements"}
"""Pages that stand under an item of the menu without being in it."""
_ROLES: Mapping[str, Role] = {"words": Role.EDITOR, "research": Role.RESEARCHER}
_STAY = ("house", "statements", "explained", "downloads")
"""Pages that every closed wave has at the same place."""


def results_nav(place: Place, here: str, *, item: str = "", title: str = "") -> ResultsNav:
    """The menu of a page of a wave. here: a key of PAGES, "statement" (item) or "open"; title: of a page of its own."""
    waves = reading.list_waves(installation(), place.house)
    wave = next((one for one in waves if one.id == place.wave), None)
    levels = codes_of(place.house, place.wave)
    return ResultsNav(
        crumbs=_crumbs(place, here, reads=bool(levels)),
        page=title or _name(place, here, levels),
        items=_items(place, here, wave, levels),
        others=_others(place, here, waves, levels, item),
    )


def _crumbs(place: Place, here: str, *, reads: bool) -> tuple[NavLink, ...]:
    """From all houses down to the page above this one."""
    crumbs = [
        NavLink("Uitkomsten", url_for("dashboard.waves")),
        NavLink(place.house_name, url_for("dashboard.waves", _anchor=f"huis-{place.house}")),
    ]
    if here not in ("house", "open") and reads:
        crumbs.append(NavLink(place.wave_name, _url("house", place.house, place.wave)))
    if here == "statement":
        crumbs.append(NavLink(PAGES["statements"], _url("statements", place.house, place.wave)))
    return tuple(crumbs)


def _name(place: Place, here: str, levels: list[WaveLevel]) -> str:
    if here == "overleg":
        return next((level.label for level in levels if level.code == place.overleg), PAGES["overleg"])
    return place.wave_name if here in ("house", "open") else PAGES.get(here, "Stelling")


def _items(place: Place, here: str, wave: Wave | None, levels: list[WaveLevel]) -> tuple[NavLink, ...]:
    """What there is of this wave, as far as the account may use it."""
    current = _UNDER.get(here, here)
    closed = wave is not None and wave.state is WaveState.CLOSED
    if levels and not closed:
        respons = NavLink("Respons", _url("house", place.house, place.wave), here == "open")
        return (respons, _improvements(place.house, current))
    keys = _readable(place.house, levels) if closed else ()
    return tuple(
        _improvements(place.house, current)
        if key == "improvements"
        else NavLink(_text(key, place.house, levels), _url(key, place.house, place.wave), key == current)
        for key in keys
    )


def _readable(house: str, levels: list[WaveLevel]) -> tuple[str, ...]:
    roles = _roles(account(), house)
    reads = [key for key in PAGES if key not in _ROLES and levels]
    if reads and not accounts.may_see_house(account(), house):
        reads.remove("house")
    return (*reads, *(key for key, role in _ROLES.items() if role in roles))


def _text(key: str, house: str, levels: list[WaveLevel]) -> str:
    if key == "overleg" and not accounts.may_see_house(account(), house):
        return "Uw overleg" if len(levels) == 1 else "Uw overleggen"
    return PAGES[key]


def _roles(who: Account, house: str) -> set[Role]:
    return {right.role for right in who.rights if right.house == house}


def _improvements(house: str, current: str) -> NavLink:
    return NavLink(PAGES["improvements"], url_for("improvements.overview", house=house), current == "improvements")


def _url(key: str, house: str, wave: str) -> str:
    """The address of an item of the menu. The overleggen stand on the page of the house."""
    if key != "overleg":
        return url_for(ENDPOINTS[key], house=house, wave=wave)
    whole = accounts.may_see_house(account(), house)
    return url_for(ENDPOINTS["house"], house=house, wave=wave, _anchor="overleggen" if whole else None)


def _others(place: Place, here: str, waves: list[Wave], levels: list[WaveLevel], item: str) -> tuple[NavLink, ...]:
    """The other waves of which the account sees something; nothing where there is no other."""
    key = next((level.source for level in levels if level.code == place.overleg), "")
    found = []
    for wave in waves:
        own = codes_of(place.house, wave.id)
        if own:
            found.append(NavLink(wave.name, _same_page(place, here, wave, own, key, item), wave.id == place.wave))
    return tuple(found) if len(found) > 1 else ()


def _same_page(place: Place, here: str, wave: Wave, own: list[WaveLevel], key: str, item: str) -> str:
    """The same page of another wave; where that has it not, the whole house (or the first overleg) of it."""
    house, closed = place.house, wave.state is WaveState.CLOSED
    overleg = next((level.code for level in own if level.source == key), None)
    if here == "overleg" and closed and overleg is not None:
        return url_for(ENDPOINTS["overleg"], house=house, wave=wave.id, code=overleg)
    if here == "statement" and closed and _asks(wave, item):
        return url_for(ENDPOINTS["statement"], house=house, wave=wave.id, item=item)
    if here in _STAY and closed:
        return _url(here, house, wave.id)
    return _url("house", house, wave.id)


def _asks(wave: Wave, item: str) -> bool:
    """Whether the questionnaire of a wave has this statement."""
    found = installation().questionnaires.find(wave.questionnaire, wave.version)
    return found is not None and any(one.id == item for one in found.items)
