"""See: a picture between words, and what a place with three numbers makes of a score."""

from ui.app.shell import open_page
from ui.lesson.glossary import numbers
from ui.see.stage import see_data
from ui.web.stage import stage

reading = open_page("see")
stage("see", {**see_data(reading.digits), "here": numbers(reading)})
