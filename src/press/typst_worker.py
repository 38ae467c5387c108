"""Set one Typst document: `python -m press.typst_worker SOURCE PDF ROOT EPOCH FONT-PATHS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Compile the document; print what Typst says where it fails, and return 1."""
    import typst

    source, target, root, epoch, fonts = arguments
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=root,
            font_paths=[path for path in fonts.split(os.pathsep) if path],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=int(epoch),
        )
    except typst.TypstError as error:
        hints = [f"hint: {hint}" for hint in getattr(error, "hints", [])]
        print("\n".join([str(error), *hints]), file=sys.stderr)
        return 1
    for warning in warnings:
        print(getattr(warning, "message", warning))
    Path(target).write_bytes(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
