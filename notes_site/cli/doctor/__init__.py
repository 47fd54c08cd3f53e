"""`notes-site doctor`: what a host should know of their site, a line each."""
