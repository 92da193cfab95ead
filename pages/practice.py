"""Practice: problems that are checked, and which mistake it was."""

from ui.practice import show_practice
from ui.shell import open_page

open_page("Practice", "Can you do it? Work on paper, type the number, press Enter.")
show_practice()
