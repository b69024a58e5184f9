"""How is kept what nobody may simply read? The key file, sealed columns, blind indexes, masks."""
