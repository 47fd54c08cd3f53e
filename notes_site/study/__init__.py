"""The pure layer: content and study decisions as values, without Flask, readers or a clock."""
