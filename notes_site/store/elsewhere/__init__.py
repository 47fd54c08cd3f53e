"""Who readers are elsewhere: at another site that they sign in with, or to a proxy in front."""
