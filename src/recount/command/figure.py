"""``recount figure N``: judge the counts that a reader typed in from a figure."""

from __future__ import annotations

import argparse
from collections.abc import Callable

__all__ = ["add_figure_command"]


def add_figure_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_data_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the sub-command to a parser."""
