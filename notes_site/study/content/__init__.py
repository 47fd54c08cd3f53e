"""A folder of Markdown becomes a Library."""
