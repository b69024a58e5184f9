"""How does it look? Stylesheet, components, template tags, charts."""
