"""What interviewers ask most: the short way through the course, and their questions."""
