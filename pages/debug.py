"""Debug: paste tensors before and after, learn what the code between did."""

from ui.app.shell import open_page
from ui.debug.page import show_debug
from ui.debug.view import debug_data
from ui.web.stage import stage

open_page("Debug", "Is my code right? Paste what went in and what came out.")
diagnosis = show_debug()
if diagnosis is not None:
    stage("debug", debug_data(diagnosis))
