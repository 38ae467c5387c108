"""``python -m recount``: the same as the command ``recount``."""

import gc
import sys

# Nothing that is imported is garbage: looking for it takes a fiftieth of an audit's time.
gc.disable()
from recount.command import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
