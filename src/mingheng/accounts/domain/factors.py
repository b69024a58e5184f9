"""The second factor of an account, and the codes that stand in for it."""

from __future__ import annotations

from mingheng.accounts.digests import new_recovery_code, recovery_digest
from mingheng.accounts.models import Account, RecoveryCode, Session
from mingheng.accounts.second_factor import sealed_secret
from mingheng.accounts.session_rows import end_sessions_of
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording

RECOVERY_CODES = 10


def bind_second_factor(account: Account, secret: str, step: int, *, keep: Session | None, by: Actor) -> list[str]:
    """Bind the account to a new secret, of which the code of `step` was shown, and give it ten new recovery codes.

    The codes are returned once and kept as digests. Other sessions than `keep` end: they know an older factor.
    """
    with recording("accounts.second_factor.enrolled", by, about=account) as change:
        account.totp_secret = sealed_secret(account, secret)
        account.totp_last_step = step
        change.save(account)
        codes = _new_recovery_codes(account, change)
        end_sessions_of(account, keep=keep)
    return codes


def renew_recovery_codes(account: Account, *, by: Actor) -> list[str]:
    """Ten new recovery codes; the older ones no longer work."""
    with recording("accounts.recovery_codes.renewed", by, about=account) as change:
        return _new_recovery_codes(account, change)


def remove_second_factor(account: Account, *, change: Change) -> None:
    """Within a reset. The caller saves the account."""
    account.totp_secret, account.totp_last_step = "", 0
    _delete_recovery_codes(account, change)


def _new_recovery_codes(account: Account, change: Change) -> list[str]:
    _delete_recovery_codes(account, change)
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    change.save_all(RecoveryCode(account=account, digest=recovery_digest(account.key, code)) for code in codes)
    return codes


def _delete_recovery_codes(account: Account, change: Change) -> None:
    for code in account.recovery_codes.order_by("pk"):
        change.delete(code)
