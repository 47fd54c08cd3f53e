"""Programs that a reader lets in: signed in like browsers, or by tokens that the reader made."""
