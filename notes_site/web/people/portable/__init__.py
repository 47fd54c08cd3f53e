"""A reader's own data: as files to take along and to bring, and as a calendar."""
