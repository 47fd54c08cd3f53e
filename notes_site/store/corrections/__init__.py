"""What authors renamed and corrected, applied to what is stored."""
