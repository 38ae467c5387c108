"""Press renders a plain Quarto book where Quarto is not installed.

It drives the engines that Quarto drives: Jupyter runs the cells, Pandoc writes the pages, Typst
sets the PDF. It reads the part of Quarto that such a book needs and
refuses the rest by name and line.
"""

from __future__ import annotations

from press.problems import PressError, Problem
from press.render import check, render

__all__ = ["PressError", "Problem", "check", "render"]
