"""What helps an author begin a course and go on with it."""
