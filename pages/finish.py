"""Finish: one attention score of a real model, computed alone and checked."""

from ui.app.shell import open_page
from ui.finish.stage import finish_data
from ui.web.stage import stage

open_page("finish")
stage("finish", finish_data())
