"""What programs read: search engines, browsers, monitors."""
