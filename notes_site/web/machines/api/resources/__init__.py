"""The resources of the API, each module with its blueprint."""
