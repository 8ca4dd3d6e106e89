"""A coordinator's own lists: the house, names with their other spellings, overleggen and partners."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from monitor.errors import NotFound
from monitor.model import House, ListKind
from monitor.services import house_lists, overleggen, partner_list, reading, wave_texts
from monitor.store.lists import Partner
from monitor.web.context import installation
from monitor.web.lists_forms import (
    EndForm,
    EntryForm,
    HouseForm,
    MergeForm,
    NameForm,
    OverlegForm,
    PartnerForm,
    SearchForm,
    carried_out,
    fresh,
    overleg_values,
    posted,
    spellings,
)
from monitor.web.signed_in import actor, require_coordinator, work_context
from monitor.web.sure import check_sure
from monitor.web.views.import_done import imported_text
from monitor.web.views.lists import choices_of, entries_page, overleggen_page, partners_page

blueprint = Blueprint("lists", __name__)


@blueprint.route("/beheer/<house>/huis", methods=["GET", "POST"], endpoint="house")
@require_coordinator
def house_itself(house: str) -> Response:
    """What the house says of itself."""
    found = reading.get_house(installation(), house)
    form = posted(HouseForm, obj=found)
    if request.method == "POST" and form.validate() and carried_out(form, lambda: _change_house(found, form)):
        return _to("house")
    return _page("lists/house.html", "huis", form=form, found=found)


@blueprint.get("/beheer/<house>/keuzelijsten/")
@require_coordinator
def entries(house: str) -> Response:
    """Every list of names."""
    return _entries_page(house)


@blueprint.post("/beheer/<house>/keuzelijsten/standaard")
@require_coordinator
def add_defaults(house: str) -> Response:
    """Fill the empty lists with the usual names."""
    house_lists.add_defaults(installation(), house, actor=actor())
    return _to("entries")


@blueprint.post("/beheer/<house>/keuzelijsten/<kind>/")
@require_coordinator
def add_entry(house: str, kind: str) -> Response:
    """Add a name to a list."""
    form, own = posted(NameForm), _kind(kind)
    if form.validate() and carried_out(
        form,
        lambda: house_lists.add_entry(installation(), house, kind=own, name=form.name.data or "", actor=actor()),
    ):
        return _to("entries")
    return _entries_page(house, refused=own, form=form)


@blueprint.route("/beheer/<house>/keuzelijsten/<kind>/<entry>", methods=["GET", "POST"])
@require_coordinator
def entry(house: str, kind: str, entry: str) -> Response:
    """One name: rename it, and its other spellings."""
    own, found = _kind(kind), _entry(house, kind, entry)
    form = posted(EntryForm, name=found.name, aliases="\n".join(found.aliases))
    if request.method == "POST" and form.validate():
        names = spellings(form.aliases.data)
        if carried_out(
            form,
            lambda: house_lists.change_entry(
                installation(), house, kind=own, entry=entry, name=form.name.data, aliases=names, actor=actor()
            ),
        ):
            return _to("entries")
    return _entry_page(house, own, found, form=form)


@blueprint.post("/beheer/<house>/keuzelijsten/<kind>/<entry>/weg")
@require_coordinator
def remove_entry(house: str, kind: str, entry: str) -> Response:
    """Remove a name that nobody has."""
    own, found, form = _kind(kind), _entry(house, kind, entry), posted(MergeForm)
    if carried_out(form, lambda: house_lists.remove_entry(installation(), house, kind=own, entry=entry, actor=actor())):
        return _to("entries")
    return _entry_page(house, own, found, refused=form)


@blueprint.post("/beheer/<house>/keuzelijsten/<kind>/<entry>/samenvoegen")
@require_coordinator
def merge_entry(house: str, kind: str, entry: str) -> Response:
    """Let another name take the place of this one."""
    own, found, form = _kind(kind), _entry(house, kind, entry), posted(MergeForm)
    form.into.choices = _others(house, own, entry)
    if form.validate() and carried_out(
        form,
        lambda: house_lists.merge_entry(
            installation(), house, kind=own, entry=entry, into=form.into.data, actor=actor()
        ),
    ):
        return _to("entries")
    return _entry_page(house, own, found, refused=form)


@blueprint.get("/beheer/<house>/overleggen/", endpoint="overleggen")
@require_coordinator
def all_overleggen(house: str) -> Response:
    """All overleggen with the number of partners."""
    lines = overleggen.get_overleggen(installation(), house)
    vormen = house_lists.get_entries(installation(), house)[ListKind.OVERLEGVORM]
    return _page("lists/overleggen.html", "overleggen", page=overleggen_page(lines, has_vormen=bool(vormen)))


@blueprint.route("/beheer/<house>/overleg-toevoegen", methods=["GET", "POST"])
@require_coordinator
def new_overleg(house: str) -> Response:
    """Make an overleg."""
    form = _overleg_form(house)
    if request.method == "POST" and form.validate():
        made, names = form.overleg(""), spellings(form.aliases.data)
        if carried_out(form, lambda: overleggen.add_overleg(installation(), house, made, aliases=names, actor=actor())):
            return _to("overleggen")
    return _page("lists/overleg.html", "overleggen", form=form, line=None)


@blueprint.route("/beheer/<house>/overleggen/<meeting>", methods=["GET", "POST"])
@require_coordinator
def overleg(house: str, meeting: str) -> Response:
    """Change an overleg."""
    line = overleggen.get_overleg(installation(), house, meeting)
    form = _overleg_form(house, line)
    if request.method == "POST" and form.validate():
        changed, names = form.overleg(meeting), spellings(form.aliases.data)
        if carried_out(
            form, lambda: overleggen.change_overleg(installation(), house, changed, aliases=names, actor=actor())
        ):
            return _to("overleggen")
    return _page("lists/overleg.html", "overleggen", form=form, line=line)


@blueprint.post("/beheer/<house>/overleggen/<meeting>/beeindigen")
@require_coordinator
def end_overleg(house: str, meeting: str) -> Response:
    """End an overleg, or take it up again."""
    form = posted(EndForm)
    overleggen.get_overleg(installation(), house, meeting)
    if form.validate():
        ended = form.ended.data == "1"
        if ended:
            check_sure()
        overleggen.end_overleg(installation(), house, meeting, ended=ended, actor=actor())
    return _to("overleggen")


@blueprint.post("/beheer/<house>/overleggen/<meeting>/verwijderen")
@require_coordinator
def delete_overleg(house: str, meeting: str) -> Response:
    """Delete an overleg that was never measured."""
    line, form = overleggen.get_overleg(installation(), house, meeting), posted(EndForm)
    if carried_out(form, lambda: overleggen.delete_overleg(installation(), house, meeting, actor=actor())):
        return _to("overleggen")
    own = fresh(OverlegForm, data=overleg_values(line))
    _set_overleg_choices(house, own)
    own.form_errors.extend(form.form_errors)
    return _page("lists/overleg.html", "overleggen", form=own, line=line)


@blueprint.route("/beheer/<house>/partners/", methods=["GET", "POST"], endpoint="partners")
@require_coordinator
def all_partners(house: str) -> Response:
    """A page of the partners. Searching is a POST: what is sought may be an address, and stays out of the log."""
    form = posted(SearchForm)
    sought, asked = (form.sought.data or "", request.form) if request.method == "POST" else ("", request.args)
    overleg = asked.get("overleg", "")
    number = asked.get("bladzijde", 1, type=int)
    found = partner_list.find_partners(installation(), house, sought=sought, overleg=overleg, page=number)
    names = house_lists.get_entries(installation(), house)
    page = partners_page(
        found,
        names,
        overleggen.get_overleggen(installation(), house),
        sought=sought,
        overleg=overleg,
        per_page=partner_list.PER_PAGE,
    )
    return _page("lists/partners.html", "partners", page=page, imported=imported_text(request.args))


@blueprint.route("/beheer/<house>/partner-toevoegen", methods=["GET", "POST"])
@require_coordinator
def new_partner(house: str) -> Response:
    """Add a partner."""
    return _partner_page(house, None)


@blueprint.route("/beheer/<house>/partners/<partner>", methods=["GET", "POST"])
@require_coordinator
def partner(house: str, partner: str) -> Response:
    """Change a partner."""
    return _partner_page(house, partner_list.get_partner(installation(), house, partner))


def _partner_page(house: str, found: Partner | None) -> Response:
    form = posted(PartnerForm, **({"obj": found} if found else {}))
    groups = choices_of(house_lists.get_entries(installation(), house))
    asks_gender = reading.get_house(installation(), house).asks_gender
    own = found.overleggen if found else ()
    known = [line.overleg for line in overleggen.get_overleggen(installation(), house)]
    meetings = [(one.id, one.name) for one in known if not one.ended or one.id in own]
    asks_language = wave_texts.has_several_languages(installation())
    form.set_choices(groups, meetings, asks_gender=asks_gender, asks_language=asks_language)
    if request.method == "POST" and form.validate():
        made = form.partner(found)
        change = partner_list.change_partner if found else partner_list.add_partner
        if carried_out(form, lambda: change(installation(), house, made, actor=actor())):
            return _to("partners")
    return _page("lists/partner.html", "partners", form=form, found=found)


def _change_house(found: House, form: HouseForm) -> None:
    house_lists.change_house(installation(), form.house(found), wipe_genders=bool(form.wipe.data), actor=actor())


def _overleg_form(house: str, line: overleggen.OverlegLine | None = None) -> OverlegForm:
    form: OverlegForm = posted(OverlegForm, **({"data": overleg_values(line)} if line else {}))
    _set_overleg_choices(house, form)
    return form


def _set_overleg_choices(house: str, form: OverlegForm) -> None:
    groups = choices_of(house_lists.get_entries(installation(), house))
    form.set_choices(groups[ListKind.OVERLEGVORM], groups[ListKind.REGION])


def _entries_page(house: str, *, refused: ListKind | None = None, form: NameForm | None = None) -> Response:
    page = entries_page(house_lists.get_entries(installation(), house))
    return _page("lists/entries.html", "keuzelijsten", page=page, refused=refused, form=form)


def _entry_page(
    house: str,
    kind: ListKind,
    found: house_lists.Named,
    *,
    form: EntryForm | None = None,
    refused: MergeForm | None = None,
) -> Response:
    form = form or fresh(EntryForm, name=found.name, aliases="\n".join(found.aliases))
    if refused:
        form.form_errors.extend([*refused.form_errors, *(refused.into.errors or ())])
    used = house_lists.count_users(kind, found.uses) if found.uses else ""
    others = _others(house, kind, found.id)
    return _page("lists/entry.html", "keuzelijsten", form=form, kind=kind, found=found, used=used, others=others)


def _others(house: str, kind: ListKind, entry: str) -> list[tuple[str, str]]:
    return [one for one in choices_of(house_lists.get_entries(installation(), house))[kind] if one[0] != entry]


def _entry(house: str, kind: str, entry: str) -> house_lists.Named:
    for one in house_lists.get_entries(installation(), house)[_kind(kind)]:
        if one.id == entry:
            return one
    raise NotFound("Deze naam staat niet in de lijst.")


def _kind(kind: str) -> ListKind:
    if kind not in list(ListKind):
        raise NotFound("Deze lijst is er niet.")
    return ListKind(kind)


def _to(endpoint: str) -> Response:
    house = (request.view_args or {})["house"]
    return redirect(url_for(f"lists.{endpoint}", house=house, bewaard=1), code=303)


def _page(template: str, current: str, **context: object) -> Response:
    """A page; one with something refused on it says so in its status."""
    house = str((request.view_args or {})["house"])
    form = context.get("form")
    errors = getattr(form, "errors", {}) if request.method == "POST" else {}
    saved = request.method == "GET" and "bewaard" in request.args
    page = render_template(template, **context, errors=errors, saved=saved, **work_context(house, current))
    return make_response(page, 400 if errors else 200)
