"""Questions written for other programs, and read from what other programs write."""
