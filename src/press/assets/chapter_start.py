# Run before each chapter: one kernel serves the whole book, and no chapter may rest on another.
%reset -f
import sys
if "matplotlib" in sys.modules:
    import matplotlib
    matplotlib.rc_file_defaults()
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
if "warnings" in sys.modules:
    # A warning is shown once a place; a chapter shows its own, whatever ran before it.
    for module in list(sys.modules.values()):
        getattr(module, "__warningregistry__", {}).clear() if module is not None else None
%reset -f
