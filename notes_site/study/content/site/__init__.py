"""The tables of site.toml that say more than a word: announcements, the first page, pictures."""
