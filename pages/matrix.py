"""Matrix: the same turn as one matrix times the vector, entry by entry."""

from ui.app.shell import open_page
from ui.matrix.page import matrix_page
from ui.web.stage import stage, stage_of_problem

stage("matrix", stage_of_problem("matrix", matrix_page, open_page("matrix")))
