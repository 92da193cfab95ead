"""Cache: what a server keeps of the tokens it has seen, and what can be done with it."""

from ui.app.shell import open_page
from ui.cache.stage import cache_data
from ui.lesson.glossary import numbers
from ui.web.stage import stage

reading = open_page("cache")
real = reading.source == "real" and not {"text", "layer", "head"} & set(reading.errors)
chosen = [int(reading.fields[name]) if real else 0 for name in ("text", "layer", "head")]
stage("cache", {**cache_data(*chosen, reading.digits), "here": numbers(reading)})
