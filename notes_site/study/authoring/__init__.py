"""What is said to authors: advice, and what an edit would do to readers."""
