"""What a release is made of: the locks, the list of its parts, and the files that are built."""
