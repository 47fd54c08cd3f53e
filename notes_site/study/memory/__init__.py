"""What a reader did with questions, and what they are believed to remember."""
