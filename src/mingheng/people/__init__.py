"""Who is a person here? Persons, memberships and posts over time."""
