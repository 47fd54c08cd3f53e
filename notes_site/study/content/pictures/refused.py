"""What is said of a file that is not shown."""


class BadPictureError(Exception):
    """A picture that can't be shown; the text says why, and what to do, at a line of its file."""

    def __init__(self, said: str, line: int = 1) -> None:
        super().__init__(said)
        self.line = line
