"""How is a site set up, served, saved, brought back and brought up to date? What the commands on the server do."""
