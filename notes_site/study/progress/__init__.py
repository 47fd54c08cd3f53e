"""What a reader knows, and what the days ahead ask for."""
