"""What the host sees of the running site: the log, the requests by their ids, the figures."""
