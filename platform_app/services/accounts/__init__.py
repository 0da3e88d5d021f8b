"""Accounts: who is there, how they come in, and when they are out again."""

from platform_app.services.accounts.links import LinkInfo, accept_setup, look_up_link
from platform_app.services.accounts.sessions import (
    SignedIn,
    find_session,
    find_session_by_ref,
    sign_out,
    sign_out_super_admin,
    touch,
)
from platform_app.services.accounts.sign_in import SignInOutcome, sign_in
from platform_app.services.accounts.super_admins import create_super_admin, sign_in_super_admin

__all__ = [
    "LinkInfo",
    "SignInOutcome",
    "SignedIn",
    "accept_setup",
    "create_super_admin",
    "find_session",
    "find_session_by_ref",
    "look_up_link",
    "sign_in",
    "sign_in_super_admin",
    "sign_out",
    "sign_out_super_admin",
    "touch",
]
