"""Banks of other programs, read into items; what can't be carried is told line by line."""
