"""Rotate: every angle, cosine, product and sum of one vector at its position."""

from ui.app.shell import open_page
from ui.rotate.page import rotate_page
from ui.web.stage import stage, stage_of_problem

stage("rotate", stage_of_problem("rotate", rotate_page, open_page("rotate")))
