"""What was done? Entries with versions, acceptance, evidence."""
