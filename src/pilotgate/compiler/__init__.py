"""Pack sources to compiled packs: read, check, merge. Off the way of a commit hook."""
