"""`python -m press`."""

from __future__ import annotations

import signal
import sys

from press.command import main

if __name__ == "__main__":
    # Ended politely, press leaves nothing half made behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
