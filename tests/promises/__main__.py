"""Write SECURITY.md: `python -m tests.promises`."""

import sys

from tests.promises.register import (
    PAGE,
    find_faults,
    find_proofs,
    read_measured,
    read_register,
    render,
)

promises, proofs = read_register(), find_proofs()
PAGE.write_text(render(promises, proofs, read_measured()), encoding="utf-8")
sys.exit("\n".join(find_faults(promises, proofs)) or None)
