"""Cache: what a server keeps of the tokens it has seen, and what can be done with it."""

from ui.app.shell import open_page
from ui.cache.page import cache_page
from ui.web.stage import stage, stage_of_problem

stage("cache", stage_of_problem("cache", cache_page, open_page("cache")))
