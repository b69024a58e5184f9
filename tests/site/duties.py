"""Who may do what, said once more and on purpose without a look at the policy: from the duties of each role.

系统管理员 runs the machine and opens accounts, and sees nothing of the business. 安全管理员 gives and takes roles.
审计管理员 reads the log. 工委管理员 keeps the organisation, runs the cycle, and looks after everything below the 工委.
单位管理员 accepts what the branches enter, keeps the members, and opens accounts for the clerks, in the own unit and
below. 填报员 writes the records of the own unit and below, the roll of members among them. 领导 reads what lies in the
own unit and below. 纪检人员 reads the same, and how a score came about. 考评员 and 党员 sign in, and see the
start page, help, their own account and the names of the organisation.
"""

from dataclasses import dataclass, field
from enum import Enum

from mingheng.policy import Role
from tests.site.world import Holder


class Whose(Enum):
    """What a route is about, and so who may come near."""

    ANYBODYS = "also who has not signed in"
    OWN = "whoever has signed in: one's own matters, and what everybody may know"
    OFFICE = "whoever has the role, wherever: a list of what is within reach, or a matter of the whole office"
    ROLES = "a role that somebody holds: every security administrator's business"
    UNITS = "one unit's: whoever has the role there or above"
    TOP = "what the 工委 keeps about one unit: whoever has the role at the top of the tree"
    REMARKS = "a remark: whoever answers its topic, wherever; who answers other topics finds nothing"
    SYSTEMS = "other systems, by their key: nobody in front of a browser"
    ACCOUNTS = "somebody's account: system administrators all, unit administrators those within reach"


@dataclass(frozen=True)
class Duty:
    """One thing that can be done."""

    whose: Whose
    roles: frozenset[Role] = field(default_factory=frozenset)

    def lets(self, holder: Holder) -> bool:
        """Whether it is this person's."""
        if self.whose is Whose.ANYBODYS:
            return True
        if self.whose is Whose.SYSTEMS:
            return False
        if self.whose is Whose.OWN:
            return holder.account is not None
        if holder.role not in self.roles or holder.is_former:
            return False
        if self.whose is Whose.UNITS or (self.whose is Whose.ACCOUNTS and holder.role is Role.UNIT_ADMIN):
            return holder.relation in ("same", "above")
        return self.whose is not Whose.TOP or holder.relation == "above"

    def refusal(self, holder: Holder) -> int:
        """With which status somebody else is turned away. Nothing is said of what there is: the same for nothing."""
        if self.whose is Whose.SYSTEMS:
            return 401
        is_hidden = self.whose in (Whose.UNITS, Whose.TOP, Whose.ROLES) or (
            (self.whose is Whose.ACCOUNTS and holder.role in self.roles and not holder.is_former)
            or (self.whose is Whose.REMARKS and holder.role in ANSWERERS and not holder.is_former)
        )
        return 404 if is_hidden else 403


ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.COMMITTEE_ADMIN}
KEEPERS = {Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN}
ANSWERERS = {Role.SYSTEM_ADMIN, Role.COMMITTEE_ADMIN, Role.DISCIPLINE_OFFICER}
WRITERS = {Role.UNIT_ADMIN, Role.UNIT_CLERK}
READERS = KEEPERS | WRITERS | {Role.LEADER, Role.DISCIPLINE_OFFICER}


def _of(whose: Whose, *named: tuple[str, str, set[Role]]) -> dict[tuple[str, str], Duty]:
    """Routes of a part, each with its methods."""
    return {
        (f"{part_and_names.split(':')[0]}:{name}", method): Duty(whose, frozenset(roles))
        for part_and_names, methods, roles in named
        for name in part_and_names.split(":")[1].split()
        for method in methods.split()
    }


DUTIES = {
    **_of(
        Whose.ANYBODYS,
        ("accounts:sign_in second_factor enrol set_up", "GET POST", set()),
        ("reminders:feed", "GET", set()),
    ),
    **_of(
        Whose.OWN,
        ("accounts:account password confirm recovery_codes", "GET POST", set()),
        ("feedback:write", "GET POST", set()),
        ("accounts:sign_out sessions_end", "POST", set()),
        ("organisation:tree", "GET POST", set()),
        ("organisation:unit", "GET", set()),
        ("regulations:parameters", "GET POST", set()),
        ("reminders:todo", "GET POST", set()),
        ("reminders:own", "GET POST", set()),
        ("reminders:enter_email confirm_email drop_email open_feed close_feed", "POST", set()),
        ("site:start help", "GET", set()),
    ),
    **_of(
        Whose.OFFICE,
        ("accounts:accounts", "GET POST", {Role.SYSTEM_ADMIN, Role.UNIT_ADMIN}),
        ("accounts:create create_many", "GET POST", {Role.SYSTEM_ADMIN, Role.UNIT_ADMIN}),
        ("organisation:roles", "GET POST", {Role.SECURITY_ADMIN}),
        ("organisation:grant", "GET POST", {Role.SECURITY_ADMIN}),
        ("api:keys", "GET POST", {Role.SECURITY_ADMIN}),
        ("api:guide", "GET", {Role.SECURITY_ADMIN}),
        ("api:give_key", "GET POST", {Role.SECURITY_ADMIN}),
        ("people:members sizes", "GET POST", READERS),
        ("people:imports template", "GET", {Role.COMMITTEE_ADMIN}),
        ("people:check_sheet import_sheet", "POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:imports template import_sheet", "GET", WRITERS | {Role.COMMITTEE_ADMIN}),
        ("ledger:check_sheet marked_sheet import_sheet", "POST", WRITERS | {Role.COMMITTEE_ADMIN}),
        ("ledger:exports", "GET", READERS),
        ("ledger:export", "POST", READERS),
        ("books:books", "GET POST", READERS),
        ("ledger:entries registers", "GET POST", READERS),
        ("ledger:choose_unit", "GET", WRITERS),
        ("ledger:office_choose_unit", "GET", {Role.COMMITTEE_ADMIN}),
        ("ledger:waiting", "GET POST", KEEPERS),
        ("ledger:accept_several send_back_several", "POST", KEEPERS),
        ("ledger:samples closing_days", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:end_closing_day", "POST", {Role.COMMITTEE_ADMIN}),
        ("reminders:told", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("reminders:plan", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("assignments:given unanswered inbox", "GET POST", READERS),
        ("assignments:new", "GET POST", KEEPERS),
        ("assessment:scores requirements", "GET POST", READERS),
        ("assessment:overview", "GET POST", {Role.COMMITTEE_ADMIN, Role.LEADER, Role.DISCIPLINE_OFFICER}),
        ("assessment:ledger", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("assessment:cycle", "GET", {Role.COMMITTEE_ADMIN}),
        ("assessment:start", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("feedback:received", "GET POST", ANSWERERS),
        ("audit:events", "GET POST", {Role.AUDIT_ADMIN}),
        ("audit:event proof head", "GET", {Role.AUDIT_ADMIN}),
        ("site:administration", "GET", ADMINISTRATORS),
    ),
    **_of(
        Whose.ACCOUNTS,
        ("accounts:details", "GET", {Role.SYSTEM_ADMIN, Role.UNIT_ADMIN}),
        ("accounts:reset", "GET POST", {Role.SYSTEM_ADMIN, Role.UNIT_ADMIN}),
        ("accounts:close reopen", "POST", {Role.SYSTEM_ADMIN, Role.UNIT_ADMIN}),
    ),
    **_of(Whose.REMARKS, ("feedback:answer", "GET POST", {Role.COMMITTEE_ADMIN, Role.DISCIPLINE_OFFICER})),
    **_of(
        Whose.TOP,
        ("ledger:office_new_entry office_edit_entry office_correct_entry", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:office_submit_entry office_recall_entry office_discard_draft", "POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:office_add_evidence office_remove_evidence", "POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:office_keep_new office_keep_typed", "POST", {Role.COMMITTEE_ADMIN}),
    ),
    **_of(
        Whose.SYSTEMS,
        ("api:openapi kinds units unit entries entry scores score_lines", "GET", set()),
        ("api:entries submit_entry", "POST", set()),
        ("api:entry", "PUT", set()),
    ),
    **_of(Whose.ROLES, ("api:revoke_key", "GET POST", {Role.SECURITY_ADMIN})),
    **_of(Whose.ROLES, ("organisation:revoke deputy hand_over", "GET POST", {Role.SECURITY_ADMIN})),
    **_of(
        Whose.UNITS,
        ("organisation:found rename move reclass change_kind merge split close", "GET POST", {Role.COMMITTEE_ADMIN}),
        ("people:members_of_unit", "GET POST", READERS),
        ("people:person", "GET", READERS),
        (
            "people:add correct join leave transfer become_full add_post end_post",
            "GET POST",
            KEEPERS | {Role.UNIT_CLERK},
        ),
        ("people:reveal", "GET POST", KEEPERS),
        ("books:book", "GET", READERS),
        ("books:print", "POST", READERS),
        ("ledger:entry evidence_file", "GET", READERS),
        ("ledger:new_entry edit_entry correct_entry", "GET POST", WRITERS),
        ("ledger:submit_entry recall_entry discard_draft keep_new keep_typed", "POST", WRITERS),
        ("ledger:add_evidence remove_evidence", "POST", WRITERS),
        ("ledger:accept_entry send_back_entry withdraw_entry", "POST", KEEPERS),
        ("ledger:verify_entry", "POST", {Role.COMMITTEE_ADMIN}),
        ("ledger:answer_doubt", "POST", WRITERS),
        ("ledger:sample", "GET", {Role.COMMITTEE_ADMIN}),
        ("assignments:assignment paper recipient recipient_paper", "GET", READERS),
        ("assignments:edit give_out", "GET POST", KEEPERS),
        ("assignments:close withdraw remind_all accept send_back release remind", "POST", KEEPERS),
        ("assignments:reminder_letter supervision_form", "GET", KEEPERS),
        ("assignments:reply pass_on", "GET POST", WRITERS),
        ("assignments:receive recall", "POST", WRITERS),
        ("assessment:unit line history", "GET", READERS),
    ),
}
