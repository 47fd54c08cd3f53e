"""Pictures of topics: what they are by their bytes, what is made of them, where that is kept."""
