"""Stands in the way of Babel, which no host has: it is here for what the course teaches.

Flask-WTF imports it wherever it is installed, for a fifth of the time of a start.
"""

raise ImportError("Babel is not among what a host installs")
