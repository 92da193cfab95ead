"""Cancel: the proof that only the relative position is left, step by step."""

from ui.app.shell import open_page
from ui.cancel.page import cancel_page
from ui.web.stage import stage, stage_of_problem

stage("cancel", stage_of_problem("cancel", cancel_page, open_page("cancel")))
