"""`notes-site deploy`: the files of `deploy/`, filled in for one host."""
