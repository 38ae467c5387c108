"""Set one Typst document: `python -m press.typst_worker SOURCE PDF EPOCH FONT-PATHS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Compile the document; print Typst's warnings, or what stopped it, and then return 1."""
    import pikepdf
    import typst

    source, target, epoch, fonts = arguments
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=str(Path(source).parent),
            font_paths=[path for path in fonts.split(os.pathsep) if path],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=int(epoch),
        )
    except typst.TypstError as error:
        print(str(error), *error.hints, error.diagnostic, sep="\n", file=sys.stderr)
        return 1
    for warning in warnings:
        print(getattr(warning, "message", warning))
    Path(target).write_bytes(pdf)
    # Typst writes each of its many small objects by itself; together they are a third as long.
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        document.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
