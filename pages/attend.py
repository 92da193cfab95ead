"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

from ui.app.shell import open_page
from ui.attend.stage import attend_data
from ui.lesson.glossary import numbers
from ui.problem.edits import own
from ui.web.stage import encode, share, stage

reading = open_page("attend")
locked = "vectors" in own().locks
data, sentence_name, sentence = attend_data(reading, locked)
share(sentence_name, sentence)
stage("attend", encode("attend", {"here": numbers(reading), **data}, needs=(sentence_name,)))
