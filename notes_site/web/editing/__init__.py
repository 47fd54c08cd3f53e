"""What authors alone see: each edit as soon as it is saved, and mistakes where they are.

Only a site in debug mode has any of it: no other page, address or script knows of this room.
"""
