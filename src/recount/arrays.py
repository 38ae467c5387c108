"""Numpy arrays by what they hold."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Decisions = npt.NDArray[np.int8]
"""1 where a test or a claim says yes, 0 where it says no, -1 where the test is undefined."""
