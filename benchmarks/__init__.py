"""What is measured, and against what: a figure counts only beside its comparator in one run."""
