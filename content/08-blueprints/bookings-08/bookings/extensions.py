"""Extensions without an application; the factory connects them. Imports nothing of ours."""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
