"""The site's commands: thin, they call the layers."""
