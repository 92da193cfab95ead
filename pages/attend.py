"""Attend: the scores and the attention of a real sentence, and RoPE beside the others."""

from ui.app.shell import open_page
from ui.attend.page import attend_page
from ui.problem.edits import session
from ui.problem.link import browsers_own
from ui.web.stage import encode, share, stage

reading = open_page("attend")
data, shared = attend_page(reading, browsers_own("habit"), "vectors" in session().locks)
for name, common in shared.items():
    share(name, common)
stage("attend", encode("attend", data, needs=tuple(shared)))
