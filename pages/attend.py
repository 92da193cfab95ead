"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

from ui.attend import attend_data
from ui.edits import own
from ui.shell import open_page
from ui.stage import keep, stage, written

reading = open_page("Attend", "What does attention see of where a token stands?")
locked = "vectors" in own().locks
data, sentence_name, sentence = attend_data(reading, locked)
keep(sentence_name, sentence)
stage("attend", written("attend", data, needs=(sentence_name,)))
