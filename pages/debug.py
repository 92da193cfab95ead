"""Debug: paste tensors before and after, learn what the code between did."""

from ui.app.shell import open_page
from ui.debug.page import show_debug
from ui.debug.view import debug_data
from ui.web.stage import stage

open_page("debug")
said = show_debug()
if said is not None:
    stage("debug", debug_data(*said))
