"""Models of every document we own: the one source of the schemas and of the field catalogue."""
