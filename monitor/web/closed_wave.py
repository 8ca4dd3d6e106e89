"""What a coordinator finds of a closed wave: everything that is left to do, and how far it is."""

from __future__ import annotations

from monitor.model import Wave
from monitor.services import explaining_results, improving, sharing
from monitor.services.beside import read_comments
from monitor.services.clock import local_date
from monitor.services.editors import editors_of
from monitor.services.outside_access import today_of
from monitor.web.context import installation
from monitor.web.dashboard import whole_house
from monitor.web.seen import see_whole
from monitor.web.signed_in import account
from monitor.web.views.closed_wave import Found, Task, tasks_of
from monitor.web.views.explanations import house_sections


def tasks_after_closing(house: str, wave: Wave) -> tuple[Task, ...]:
    """The tasks of a closed wave; only numbers of what the coordinator may see anyway. Raises NotFound."""
    own, seen = installation(), see_whole(house, wave.id)
    _, page = whole_house(seen)
    released = len(read_comments(own, house, wave.id))
    sections = house_sections(page, comments=released > 0)
    written = explaining_results.read_sections(own, house, wave.id)
    links = [one for one in sharing.list_shares(own, house) if one.wave == wave.id]
    return tasks_of(
        Found(
            explained=sum(1 for one in sections if one in written and written[one].body),
            sections=len(sections),
            editors=sum(1 for one in editors_of(own, house, wave.id) if one.able),
            released=released,
            links=sum(1 for one in links if sharing.is_working(one, today_of(own))),
            points=sum(1 for one in improving.list_points(own, account(), house) if one.wave == wave.id),
            retention_date=wave.retention_date,
            today=local_date(own.now()),
        )
    )
