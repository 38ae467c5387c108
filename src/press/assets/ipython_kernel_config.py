"""Settings of the kernel that runs the book's cells; used in place of the reader's own profile."""

c = get_config()  # noqa: F821  (IPython puts it here)

# Figures as SVG, as `fig-format: svg` asks; nothing kept between runs.
c.InlineBackend.figure_formats = {"svg"}
c.HistoryManager.enabled = False
# Tracebacks go into messages: no colours, no context of other files.
c.InteractiveShell.colors = "nocolor"
c.InteractiveShell.xmode = "Context"
