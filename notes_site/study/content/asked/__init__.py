"""What interviewers ask: how often, of whom, and in which words."""
