"""Cancel: the proof that only the relative position is left, step by step."""

from ui.app.shell import open_page
from ui.cancel.explanations import cancel_sections
from ui.cancel.stage import problem_data, verdicts
from ui.lesson.glossary import numbers
from ui.web.stage import stage

reading = open_page("cancel")
problem = reading.problem
shown = problem_data(problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
folded = cancel_sections(problem, reading.digits)
stage("cancel", {"here": numbers(reading), "folded": folded, "verdicts": verdicts(), **shown})
