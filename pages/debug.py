"""Debug: paste tensors before and after, learn what the code between did."""

from ui.debugger import show_diagnosis, show_inputs
from ui.shell import open_page

open_page("Debug", "Is my code right? Paste vectors before and after it.")
show_diagnosis(show_inputs())
