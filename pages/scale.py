"""Scale: what real models use, and how they reach longer contexts."""

from ui.app.shell import open_page
from ui.scale.lengths import lengths_chosen
from ui.scale.page import show

show(open_page("scale", lengths_chosen))
