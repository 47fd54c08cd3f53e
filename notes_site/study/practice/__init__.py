"""What to ask next, in a quiz and against the clock."""
