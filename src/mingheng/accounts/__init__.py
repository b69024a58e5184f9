"""Who is this? Accounts, second factor, sessions, lock-out."""
