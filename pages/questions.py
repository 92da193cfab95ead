"""Questions: what people ask, each answered by a number of the problem."""

from ui.app.shell import open_page
from ui.questions.page import questions_page
from ui.web.stage import stage, stage_of_problem

stage("questions", stage_of_problem("questions", questions_page, open_page("questions")))
