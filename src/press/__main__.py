"""`python -m press`."""

from __future__ import annotations

import sys

from press.command import main

if __name__ == "__main__":
    sys.exit(main())
