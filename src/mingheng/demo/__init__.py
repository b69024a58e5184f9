"""A wholly fictitious county: units, members and a year of records, to show and to test the system."""
