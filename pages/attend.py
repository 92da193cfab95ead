"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

from ui.attend import attend_data
from ui.shell import open_page
from ui.stage import keep, stage

reading = open_page("Attend", "What does attention see of where a token stands?")
data, sentence_name, sentence = attend_data(reading)
keep(sentence_name, sentence)
stage("attend", data, needs=(sentence_name,))
