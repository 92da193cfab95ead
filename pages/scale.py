"""Scale: what real models use, and how they reach longer contexts."""

from ui.scale_page import show
from ui.shell import open_page

show(open_page("Scale", "What do real models use, and how do they reach longer contexts?"))
