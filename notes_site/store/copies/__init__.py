"""Copies of the database: backups, the folder of them, dumps of a server, another database."""
