"""What can be done to accounts. Each verb is one recording, and so one event."""

from mingheng.accounts.domain.creation import (
    NewAccount,
    Slip,
    UsernameTaken,
    create_account,
    create_accounts,
    issue_set_up_link,
)
from mingheng.accounts.domain.factors import bind_second_factor, renew_recovery_codes
from mingheng.accounts.domain.holding import (
    OwnAccount,
    change_password,
    choose_language,
    close_account,
    reopen_account,
    reset_account,
    set_up_account,
)
from mingheng.accounts.domain.proving import NotProved, prove_code, prove_new_secret, prove_own_password, prove_password

__all__ = [
    "NewAccount",
    "NotProved",
    "OwnAccount",
    "Slip",
    "UsernameTaken",
    "bind_second_factor",
    "change_password",
    "choose_language",
    "close_account",
    "create_account",
    "create_accounts",
    "issue_set_up_link",
    "prove_code",
    "prove_new_secret",
    "prove_own_password",
    "prove_password",
    "renew_recovery_codes",
    "reopen_account",
    "reset_account",
    "set_up_account",
]
