"""Practice: problems that are checked, and which mistake it was; on screen or on paper."""

from ui.app.shell import open_page
from ui.practice.page import linked_homework, show_practice
from ui.practice.paper import show_paper
from ui.practice.place import choose_place

open_page("practice")
homework, errors = linked_homework()
if homework and homework.place == "sheet":
    show_paper(homework, {})
elif homework:
    show_practice(homework, errors, {})
else:
    on_paper, link = choose_place()
    if on_paper:
        show_paper(None, link)
    else:
        show_practice(None, errors, link)
