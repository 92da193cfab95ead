"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

from ui.app.shell import open_page
from ui.attend.habit import chosen, habit_data
from ui.attend.stage import attend_data
from ui.lesson.glossary import numbers
from ui.problem.edits import session
from ui.problem.link import browsers_own
from ui.web.stage import encode, share, stage

reading = open_page("attend")
locked = "vectors" in session().locks
data, sentence_name, sentence = attend_data(reading, locked)
share(sentence_name, sentence)
head, text = chosen(browsers_own("habit"))
habit_name = f"habit {head} {text}"
share(habit_name, habit_data(head, text))
wire = {"here": numbers(reading), "habitAs": habit_name, **data}
stage("attend", encode("attend", wire, needs=(sentence_name, habit_name)))
