"""Accounts: who is there, how they come in, what they do with their own, and when they are out again."""

from platform_app.services.accounts.grants import held_by
from platform_app.services.accounts.impersonation import (
    VisitOffer,
    begin_visit,
    end_visit,
    look_up_visit,
    note_page,
    start_visit,
)
from platform_app.services.accounts.links import (
    INVITATION,
    LinkInfo,
    accept_invitation,
    ask_for_email_change,
    change_email,
    look_up_link,
    mail_reset_link,
    reset_password,
)
from platform_app.services.accounts.lookups import (
    SignedIn,
    VisitingSuperAdmin,
    find_session,
    find_session_by_ref,
)
from platform_app.services.accounts.own import (
    DATE_STYLES,
    THEMES,
    change_password,
    choose_mail,
    confirm,
    end_other_sessions,
    end_own_session,
    get_own,
    keep_theme,
    list_own_sessions,
    save_own,
)
from platform_app.services.accounts.second_factor import (
    SecondFactorOffer,
    accept_second_factor,
    clear_second_factor,
    offer_second_factor,
    remove_second_factor,
    renew_recovery_codes,
)
from platform_app.services.accounts.sessions import (
    end_sessions_of,
    renew_session,
    sign_out,
    start_session,
    touch,
)
from platform_app.services.accounts.sign_in import SignInOutcome, finish_sign_in, sign_in
from platform_app.services.accounts.super_admins import (
    create_super_admin,
    deactivate_super_admin,
    invite_super_admin,
    list_super_admins,
    reactivate_super_admin,
)
from platform_app.services.accounts.throttle import admit
from platform_app.services.accounts.tokens import give_link, kill_links_of
from platform_app.services.accounts.views import OwnAccount, OwnSession, SuperAdminRow

__all__ = [
    "DATE_STYLES",
    "INVITATION",
    "THEMES",
    "LinkInfo",
    "OwnAccount",
    "OwnSession",
    "SecondFactorOffer",
    "SignInOutcome",
    "SignedIn",
    "SuperAdminRow",
    "VisitOffer",
    "VisitingSuperAdmin",
    "accept_invitation",
    "accept_second_factor",
    "admit",
    "ask_for_email_change",
    "begin_visit",
    "change_email",
    "change_password",
    "choose_mail",
    "clear_second_factor",
    "confirm",
    "create_super_admin",
    "deactivate_super_admin",
    "end_other_sessions",
    "end_own_session",
    "end_sessions_of",
    "end_visit",
    "find_session",
    "find_session_by_ref",
    "finish_sign_in",
    "get_own",
    "give_link",
    "held_by",
    "invite_super_admin",
    "keep_theme",
    "kill_links_of",
    "list_own_sessions",
    "list_super_admins",
    "look_up_link",
    "look_up_visit",
    "mail_reset_link",
    "note_page",
    "offer_second_factor",
    "reactivate_super_admin",
    "remove_second_factor",
    "renew_recovery_codes",
    "renew_session",
    "reset_password",
    "save_own",
    "sign_in",
    "sign_out",
    "start_session",
    "start_visit",
    "touch",
]
