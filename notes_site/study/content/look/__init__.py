"""How a course looks: colours that can be read, and the tokens of the stylesheet."""
