"""What Markdown is made of before anybody knows what it means."""
