"""`content check`: parse, follow, run, compare, advise."""
