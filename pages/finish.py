"""Finish: one attention score of a real model, computed alone and checked."""

from ui.app.shell import open_page
from ui.finish.stage import finish_data
from ui.web.stage import stage, stage_of_all

open_page("finish")
stage("finish", stage_of_all("finish", finish_data))
