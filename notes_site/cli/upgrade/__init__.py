"""`notes-site upgrade`: a newer version in a folder of its own, tried on a copy, and a way back."""
