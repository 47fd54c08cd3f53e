"""Stands in the way of Flask-Babel, which no host has: it is here for what the course teaches.

Flask-WTF imports it wherever it is installed, for a fifth of the time of a start. Babel itself is
there for languages and events that the code's own words don't do for.
"""

raise ImportError("Flask-Babel is not among what a host installs")
