"""Write: programs that are run in the browser, and which slip they have."""

from ui.app.shell import open_page
from ui.write.page import show_write

open_page("write")
show_write()
