"""What readers left beside the questions and the text."""
