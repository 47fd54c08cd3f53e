"""What the host sees."""
