"""Signing in from elsewhere: by OpenID Connect, or by the word of a proxy in front."""
