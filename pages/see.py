"""See: a picture between words, and what a place with three numbers makes of a score."""

from ui.app.shell import open_page
from ui.see.page import see_page
from ui.web.stage import stage, stage_of_problem

stage("see", stage_of_problem("see", see_page, open_page("see")))
