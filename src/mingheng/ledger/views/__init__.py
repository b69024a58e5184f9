"""Pages of the ledger: lists, one entry, writing, deciding, evidence."""
