"""Questions: what people ask, each answered by a number of the problem."""

from ui.app.shell import open_page
from ui.lesson.glossary import numbers
from ui.questions.stage import questions_data
from ui.web.stage import stage

reading = open_page("questions")
stage(
    "questions",
    {**questions_data(reading.problem, reading.digits), "here": numbers(reading)},
)
