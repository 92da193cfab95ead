"""Scale: what real models use, and how they reach longer contexts."""

from ui.app.shell import arrive, head
from ui.scale.page import show
from ui.scale.shown import shown_now

reading = arrive()
shown = shown_now(reading)
head("scale", reading, shown.asks)
show(reading, shown)
