"""Class: a live class, links, homework and a lesson plan, for a teacher."""

from ui.app.shell import open_page
from ui.class_.lesson import show_lesson
from ui.class_.link import show_link
from ui.class_.live import show_live
from ui.class_.results import show_results

reading = open_page("class")
show_live(reading)
show_link(reading)
show_results()
show_lesson(reading)
