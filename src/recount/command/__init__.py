"""The command ``recount``: audit, show, figure, render."""

from recount.command.main import main

__all__ = ["main"]
