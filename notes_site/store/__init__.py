"""The store remembers people and answers; every SQL statement about them lives here."""
