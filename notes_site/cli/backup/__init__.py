"""`notes-site backup` and `restore`: copies of what readers have, and the way back."""
