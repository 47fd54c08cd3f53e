"""What every request passes: who asks, what is refused, what is said of errors."""
