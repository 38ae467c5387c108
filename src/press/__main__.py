"""`python -m press`."""

from __future__ import annotations

import os
import signal
import sys
import threading

from press.command import main

# Seconds in which a render that is asked to end may clear up; the next one clears up the rest.
_PATIENCE = 10


def _end(*_signal: object) -> None:
    last = threading.Timer(_PATIENCE, os._exit, [143])
    last.daemon = True
    last.start()
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    sys.exit(main())
