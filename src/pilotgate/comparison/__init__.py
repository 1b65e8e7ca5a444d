"""Two packs compared: what changed between them in words, and whom that blocks or releases."""
