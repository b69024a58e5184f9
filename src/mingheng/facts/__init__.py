"""What can be counted? The table of facts, its rebuild, and the port by which an assessment learns of a change."""
