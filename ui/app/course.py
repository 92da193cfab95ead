"""The course: which pages there are, in the order of the menu, and the story they tell."""

from __future__ import annotations

from dataclasses import dataclass

from rope_core.problem import Reading


@dataclass(frozen=True)
class PageEntry:
    """One line of the menu: the script is pages/<path>.py, the address is /<path>.

    ``about_problem``: whether the page is about the problem in the sidebar. ``asks``: the
    question the page begins with, {m} and {n} for the positions, {lengths} for what Scale is
    about; on a Learn page it is the one the page before left. ``asks_of_two``: that question where
    a head has two numbers, one pair, and it would not be true of them; ``asks_of_words``: where
    q and k are those of two words, {q} and {k}. ``leads``: the sentence that
    leads on. ``about``: what the page is in a few words. ``minutes``: how long it takes, guessed at
    half a minute a step of the worked example; always shown as "about".
    """

    section: str
    path: str
    title: str
    about_problem: bool = True
    asks: str = ""
    asks_of_two: str = ""
    asks_of_words: str = ""
    leads: str = ""
    about: str = ""
    minutes: int = 0


#: The course. A new page is one line here and one script in pages/.
COURSE = (
    PageEntry(
        "Learn",
        "start",
        "Start",
        about_problem=False,
        about="find out why, by hand",
    ),
    PageEntry(
        "Learn",
        "rotate",
        "Rotate",
        asks="The place turned the arrows, and order began to matter. What exactly happens to the "
        "numbers of a vector at its position?",
        asks_of_words="The place turned the arrows, and order began to matter. What does a place "
        "do to the numbers of “{q}” and “{k}”?",
        leads="Every number came from the same two sums. What is always the same kind of sum "
        "can be written as one table.",
        about="every product by hand",
        minutes=8,
    ),
    PageEntry(
        "Learn",
        "matrix",
        "Matrix",
        asks="Two sums for every pair: why is that a matrix multiply, and why do so few of its "
        "entries do the work?",
        asks_of_two="Two sums for the pair: why is that a matrix multiply, and what does each of "
        "its entries do?",
        leads="One matrix for one position. The next position has another one: what does it look "
        "like to go through them all?",
        about="the same as one multiply",
        minutes=6,
    ),
    PageEntry(
        "Learn",
        "turn",
        "Turn",
        asks="One matrix a position: what does moving through the sentence look like?",
        asks_of_words="One matrix a position: what does it look like when “{q}” and “{k}” move "
        "through the sentence?",
        leads="One word moved alone changed the score; both together did not. To see that is not "
        "to know it: it wants a proof.",
        about="watch it move",
        minutes=3,
    ),
    PageEntry(
        "Learn",
        "cancel",
        "Cancel",
        asks="Moved together, both words kept their score. Why does the score of a query at {m} "
        "and a key at {n} know only their distance?",
        asks_of_words="Moved together, both words kept their score. Why does the score of “{q}” "
        "at {m} and “{k}” at {n} know only their distance?",
        leads="Only the distance counts, and that is proved. What does a trained model make of it?",
        about="the proof, checked",
        minutes=10,
    ),
    PageEntry(
        "Learn",
        "attend",
        "Attend",
        asks="The score knows the words and their distance. What does attention make of it in a "
        "real sentence?",
        leads="A head learned what its pairs tell it, at the distances it was trained on. "
        "Then comes a longer text.",
        about="a real head in a real sentence",
        minutes=6,
    ),
    PageEntry(
        "Learn",
        "scale",
        "Scale",
        asks="{lengths}: what breaks, and how do real models get there?",
        leads="You know the whole way, from two numbers to a model's longest text. Can you do it "
        "alone?",
        about="how models reach further",
        minutes=6,
    ),
    PageEntry(
        "Learn",
        "finish",
        "Finish",
        about_problem=False,
        asks="You know the whole way. Can you compute one attention weight of a real model alone?",
        leads="What you computed once is yours when it comes back on another day: practise it.",
        about="one real score, alone",
        minutes=8,
    ),
    PageEntry(
        "Do",
        "practice",
        "Practice",
        about_problem=False,
        asks="Can you do it? Work on paper, type the number, press Enter.",
    ),
    PageEntry(
        "Do",
        "write",
        "Write",
        about_problem=False,
        asks="Can you program it? Write it, run it here, and learn which slip it has.",
    ),
    PageEntry(
        "Do",
        "debug",
        "Debug",
        about_problem=False,
        asks="Is my code right? Paste what went in and what came out.",
    ),
    PageEntry(
        "Go on",
        "see",
        "See",
        asks="A word has one place. What is the place of a patch in a picture, and which pairs "
        "know it?",
        leads="Three distances instead of one, and the same proof. The next token comes: what of "
        "all this is kept?",
    ),
    PageEntry(
        "Go on",
        "cache",
        "Cache",
        asks="A model writes token by token and keeps the keys of all before. Turned, or not, and "
        "can they be moved?",
        leads="What is stored can be moved, as long as its table is the same. There is more that "
        "people ask.",
    ),
    PageEntry(
        "Go on",
        "questions",
        "Questions",
        asks="What people ask, each answered by a number of your problem.",
    ),
    PageEntry("Teach", "class", "Class", asks="How do I run this with a class?"),
)


#: Their addresses, in the order of the menu.
PATHS = tuple(entry.path for entry in COURSE)


def question(entry: PageEntry, reading: Reading, lengths: str = "") -> str:
    """What a page asks of the problem, with its positions, or with the lengths it is about.

    >>> from rope_core.problem import read_problem
    >>> question(entry_of("cancel"), read_problem({"m": "12000", "n": "7"})).partition("Why ")[2]
    'does the score of “dogs” at 12,000 and “cats” at 7 know only their distance?'
    >>> question(entry_of("cancel"), read_problem({"q": "1 2", "k": "3 4"})).partition("Why ")[2]
    'does the score of a query at 1 and a key at 3 know only their distance?'
    """
    m, n = (f"{place:,}" for place in (reading.problem.m, reading.problem.n))
    q, k = reading.words
    asks = entry.asks
    if q and entry.asks_of_words:
        asks = entry.asks_of_words
    elif reading.problem.spec.head_dim == 2 and entry.asks_of_two:
        asks = entry.asks_of_two
    return asks.format(m=m, n=n, q=q, k=k, lengths=lengths)


def entry_of(path: str) -> PageEntry:
    """The page of that address; the first one for an address that is none.

    >>> entry_of("turn").title, entry_of("").path
    ('Turn', 'start')
    """
    return next((entry for entry in COURSE if entry.path == path), COURSE[0])


def after(path: str) -> PageEntry | None:
    """The page that comes next; none is led on to what is for teachers.

    >>> after("rotate").path, after("questions")
    ('matrix', None)
    """
    if path not in PATHS or path == PATHS[-1]:
        return None
    entry = COURSE[PATHS.index(path) + 1]
    return None if entry.section == "Teach" else entry
