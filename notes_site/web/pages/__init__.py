"""What anybody may read."""
