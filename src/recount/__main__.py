"""``python -m recount``: the same as the command ``recount``."""

import sys

from recount.command import main

if __name__ == "__main__":
    sys.exit(main())
