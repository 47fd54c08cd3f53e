"""`content export` and `content import`: banks of other programs."""
