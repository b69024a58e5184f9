"""The words of the rulebook language as plain data. `docs/rulebook-format.md` is their meaning."""
