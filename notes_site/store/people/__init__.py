"""Who reads here: accounts, browsers, passwords, and who guesses them."""
