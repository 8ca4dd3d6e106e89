"""Who may use which route: the one table. A route that is not in it fails `test_every_route.py`."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import Role

NOBODY, PARTNER, HALF, PROGRAM = "nobody", "partner", "half", "program"
"""Without anything (but what stands in the address, as in a read-only link); with a link and nothing else; with a
password, while the second factor is still to come; a program with a token of the house."""
ROLES = tuple(str(role) for role in Role)
VISITORS = (NOBODY, PARTNER, HALF, PROGRAM, *ROLES)

Who = frozenset[str]
EVERYBODY: Who = frozenset(VISITORS)
SESSION: Who = frozenset((HALF, *ROLES))
ACCOUNT: Who = frozenset(ROLES)
READERS: Who = frozenset((Role.COORDINATOR, Role.MANAGER, Role.PROCESS_MANAGER))
WHOLE_HOUSE: Who = frozenset((Role.COORDINATOR, Role.MANAGER))
COORDINATOR: Who = frozenset((Role.COORDINATOR,))
RESEARCHER: Who = frozenset((Role.RESEARCHER,))
ADMINISTRATOR: Who = frozenset((Role.ADMINISTRATOR,))
ANALYST: Who = frozenset((Role.BENCHMARK_ANALYST,))
EDITOR: Who = frozenset((Role.EDITOR,))
"""Who was redacteur when the wave opened; another one is refused by `test_words_pages.py`."""
OWN_LINK: Who = frozenset((PARTNER,))
TOKEN: Who = frozenset((PROGRAM,))

_GROUPS: Mapping[Who, str] = {
    EVERYBODY: """
        static pages.index pages.plotly pages.theme pages.privacy pages.accessibility pages.security pages.old_security
        respond.landing respond.start opt_out.ask opt_out.confirm
        account.sign_in account.check_sign_in account.forgotten account.ask_new_password account.asked
        own_account.follow_link own_account.use_link oidc.sign_in oidc.come_back
        shared.house_page shared.overleg_page shared.statements shared.statement shared.explained
        api.index api.openapi api.schema
    """,
    TOKEN: "api.house api.waves api.wave api.results",
    OWN_LINK: """
        respond.resume respond.overleggen respond.choose respond.statements respond.save respond.save_answer
        respond.overview respond.send respond.absent respond.report_absent
    """,
    SESSION: "account.second_step account.check_second_step account.sign_out own_factor.set_up own_factor.confirm",
    ACCOUNT: """
        dashboard.waves own_account.overview own_account.password own_account.change_password own_account.end_session
        own_account.end_sessions own_factor.codes own_factor.make_codes own_factor.switch_off_page
        own_factor.switch_off oidc.tie oidc.untie
    """,
    READERS: """
        dashboard.house_page dashboard.overleg_page statements.overview statements.statement explained.page
        improvements.overview improvements.overleg_list improvements.new_point improvements.point improvements.remove
        downloads.page downloads.overleg_file reports.overleg_report
    """,
    WHOLE_HOUSE: """
        reports.house_report reports.partners_page reports.partners_report downloads.house_file
        downloads.outside_file improvements.house_list
    """,
    EDITOR: """
        words.queue words.begin words.comment words.decide words.preview words.release words.take_back
        words.contacts words.show_contacts
    """,
    COORDINATOR: """
        explanations.house_form explanations.keep_house explanations.overleg_form explanations.keep_overleg
        logbook.house
        people.people people.invite_form people.invite people.invite_again people.take_right
        lists.house lists.entries lists.add_defaults lists.add_entry lists.entry lists.remove_entry lists.merge_entry
        lists.overleggen lists.new_overleg lists.overleg lists.end_overleg lists.delete_overleg
        lists.partners lists.new_partner lists.partner
        partner_import.start partner_import.columns partner_import.preview partner_import.decide
        partner_import.confirm partner_import.cancel partner_import.export partner_import.template
        personal_data.overview personal_data.request_copy personal_data.delete personal_data.deleted
        fieldwork.waves fieldwork.new_wave fieldwork.create_wave fieldwork.wave fieldwork.ask_send_out
        fieldwork.send_out fieldwork.withdraw fieldwork.try_wave fieldwork.settings fieldwork.keep_settings
        fieldwork.texts fieldwork.text fieldwork.keep_text fieldwork.groups fieldwork.keep_groups fieldwork.merge
        fieldwork.split fieldwork.keep_rate fieldwork.see_forecast fieldwork.extend fieldwork.keep_extended
        fieldwork.ask_close fieldwork.close fieldwork.invite_late fieldwork.discard
        mails.overview mails.search mails.hold mails.mark mails.send_again mails.revoke_link mails.change_address
        mails.enter_returned
        giving.overview giving.keep giving.wave giving.give giving.take_back
        shares.overview shares.new_share shares.make_share shares.withdraw_share
        share_preview.house_page share_preview.overleg_page share_preview.statements share_preview.statement
        share_preview.explained shares.new_token shares.make_token shares.withdraw_token
    """,
    RESEARCHER: "research.page research.take",
    ANALYST: "gathering.overview gathering.register_house gathering.take_files",
    ADMINISTRATOR: """
        logbook.installation administration.overview administration.house_form administration.create_house
        administration.account_form administration.invite administration.disable administration.enable
        administration.invite_again administration.reset_factor administration.take_right administration.confirm_key
        administration.try_mail administration.coordinator_form administration.name_coordinator
    """,
}
RIGHTS: Mapping[str, Who] = {endpoint: who for who, names in _GROUPS.items() for endpoint in names.split()}
"""Endpoint -> who may use it, on the own house."""

ELSE = {
    ("people.invite", Role.MANAGER): 403,
    ("people.invite", Role.PROCESS_MANAGER): 403,
    ("people.invite", Role.EDITOR): 403,
    ("people.invite", Role.RESEARCHER): 403,
}
"""Where somebody of the house is told that it is not allowed, instead of that it is not there."""
WRITTEN_DOWN = ("people.invite",)
"""Where the attempt itself gets a line in the log."""


def refusal(endpoint: str, visitor: str) -> int:
    """With which status somebody who may not use a route is refused."""
    if RIGHTS[endpoint] == OWN_LINK:
        return 404
    if RIGHTS[endpoint] == TOKEN or visitor in (NOBODY, PARTNER, PROGRAM):
        return 401
    return 303 if visitor == HALF else ELSE.get((endpoint, Role(visitor)), 404)
