"""Matrix."""
from ui.shell import open_page
reading = open_page("Matrix", "")
