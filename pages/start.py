"""Start: why one would turn a word, found with the hands."""

from ui.app.shell import open_page
from ui.start.stage import start_data
from ui.web.stage import stage, stage_of_all

open_page("start")
stage("start", stage_of_all("start", start_data))
