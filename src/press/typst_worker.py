"""Set one Typst document: `python -m press.typst_worker SOURCE PDF EPOCH`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Compile the document; print Typst's warnings, or what stopped it, and then return 1."""
    import typst

    source, target, epoch = arguments
    try:
        pdf, warnings = typst.compile_with_warnings(
            source,
            root=str(Path(source).parent),
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
    if find_spec("pikepdf") is not None:
        _pack(target)
    return 0


def _pack(target: str) -> None:
    """Write the many small objects of a PDF together: it is then a third as long."""
    import pikepdf

    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        document.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
