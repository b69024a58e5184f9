"""Pages for signing in, for one's own account, and for those who administer accounts."""
