"""Acts on accounts, one function each: organismes, members, invitations, ways in."""

from jalon.accounts.operations.invitations import (
    accept_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from jalon.accounts.operations.members import (
    add_role,
    close_sessions,
    open_account,
    remove_role,
    rename_user,
)
from jalon.accounts.operations.organismes import (
    create_organisme,
    create_site,
    delete_site,
    reset_parameter,
    set_parameter,
    update_organisme,
    update_site,
)
from jalon.accounts.operations.signin import (
    LinkRefused,
    consume_signin_link,
    create_signin_link,
    request_signin_link,
)

__all__ = [
    "LinkRefused",
    "accept_invitation",
    "add_role",
    "close_sessions",
    "consume_signin_link",
    "create_organisme",
    "create_signin_link",
    "create_site",
    "delete_site",
    "invite_member",
    "open_account",
    "remove_role",
    "rename_user",
    "request_signin_link",
    "resend_invitation",
    "reset_parameter",
    "revoke_invitation",
    "set_parameter",
    "update_organisme",
    "update_site",
]
