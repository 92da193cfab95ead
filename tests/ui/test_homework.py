"""Homework: what goes into a code comes out of it, and nothing else is believed."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core.errors import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from ui.homework import code as code_module
from ui.homework.assignment import NAMES, Assignment, linked, problems_of, read_assignment
from ui.homework.code import MAX_ATTEMPTS, Result, read_result, today, write_result
from ui.homework.gradebooks import canvas_csv, moodle_csv
from ui.homework.hand_in import ClassResults, Row, read_class
from ui.homework.letters import as_bytes, as_letters
from ui.homework.record import new_learner
from ui.homework.signing import MIN_SECRET, new_secret, require_secret
from ui.homework.tables import class_csv, safe

CHALK = "chalk and blackboard"
HOMEWORK = Assignment(("pairs", "angle"), 3, 9, 7, date(2026, 12, 1))
EXAMPLE = Result(HOMEWORK.id, 3, 9, {"pairs": (3, 4)}, {"degrees": 2}, 1, 2, date(2026, 9, 1), "")


@st.composite
def results(draw):
    """What can have been done: of an assignment, or of one's own choice."""
    homework = draw(st.sampled_from([None, HOMEWORK, Assignment()]))
    left = homework.problems if homework else MAX_ATTEMPTS
    skills = {}
    for key in draw(st.lists(st.sampled_from(list(SKILLS)), unique=True, max_size=4)):
        if left:
            tried = draw(st.integers(1, left))
            left -= tried
            skills[key] = draw(st.integers(0, tried)), tried
    counts = st.integers(1, 255)
    return Result(
        homework.id if homework else "",
        homework.level if homework else None,
        homework.problems if homework else 0,
        skills,
        draw(st.dictionaries(st.sampled_from(list(MISTAKES)), counts, max_size=6)),
        draw(st.integers(1, 255)),
        draw(st.integers(0, left)),
        draw(st.dates(date(2020, 1, 1), today())),
        draw(st.sampled_from([new_learner(), ""])),
    )


@given(results(), st.sampled_from(["", CHALK, "Kreide € und Tafel, immer"]))
@settings(deadline=None)
def test_round_trip(result, secret):
    code = write_result(result, secret)
    assert read_result(code, secret) == replace(result, signed=bool(secret))
    # Spelling is forgiven: lower case, no hyphens, letters for the digits they look like.
    spelled = code[:3] + code[3:].lower().replace("0", "o").replace("1", "l").replace("-", "")
    assert read_result(spelled, secret) == read_result(code, secret)


@given(results(), st.sampled_from(["", CHALK]), st.data())
@settings(deadline=None)
def test_every_changed_letter_is_refused(result, secret, data):
    code = write_result(result, secret)
    at = data.draw(st.sampled_from([i for i, c in enumerate(code) if i > 2 and c != "-"]))
    letters = [c for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if c != code[at]]
    with pytest.raises(RopeError):
        read_result(code[:at] + data.draw(st.sampled_from(letters)) + code[at + 1 :], secret)
    with pytest.raises(RopeError):
        read_result(code[:-1], secret)


def test_with_a_secret_nothing_unsigned_is_read_and_nothing_signed_without():
    signed, unsigned = write_result(EXAMPLE, CHALK), write_result(EXAMPLE)
    with pytest.raises(RopeError, match="not signed"):
        read_result(unsigned, CHALK)
    with pytest.raises(RopeError, match="set the secret"):
        read_result(signed)
    with pytest.raises(RopeError, match="another secret"):
        read_result(signed, "blackboard and chalk")
    rows = read_class(f"Ada {unsigned}\nBob {signed}", CHALK).rows
    assert [row.counts for row in rows] == [False, True]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"skills": {"pairs": (255, 255)}},
        {"skills": {"pairs": (5, 4)}},
        {"skills": {"pairs": (0, 0)}},
        {"skills": {"pairs": (9, 9), "angle": (1, 1)}},
        {"skills": {"pairs": (0, 8)}, "skips": 2},
        {"assignment": "", "problems": 0, "skills": {"pairs": (255, 255)}},
        {"assignment": "", "problems": 0, "skills": dict.fromkeys(list(SKILLS)[:5], (50, 50))},
        {"assignment": ""},
        {"problems": 0},
        {"problems": 41},
        {"level": 6},
        {"mistakes": {"degrees": 0}},
        {"day": today() + timedelta(3)},
        {"skills": {}, "skips": 0, "hints": 0},
    ],
)
@pytest.mark.parametrize("secret", ["", CHALK])
def test_nonsense_is_refused_even_with_a_good_signature(nonsense, secret, monkeypatch):
    result = replace(EXAMPLE, **nonsense)
    with pytest.raises(RopeError):
        write_result(result, secret)
    # As somebody would forge it who has the key.
    monkeypatch.setattr(code_module, "_require_possible", lambda *_: None)
    forged = write_result(result, secret)
    assert read_result(forged, secret).skills == result.skills
    monkeypatch.undo()
    with pytest.raises(RopeError, match="cannot be"):
        read_result(forged, secret)


def test_a_code_that_this_app_would_not_write_is_refused():
    """Twice the same skill, or bytes behind the end: under a right checksum."""
    data = as_bytes(write_result(EXAMPLE)[3:])[:-4]
    at = data.index(bytes([list(SKILLS).index("pairs"), 3, 4]), 18)
    twice = data[: at - 1] + bytes([2]) + data[at : at + 3] * 2 + data[at + 3 :]
    for body in (twice, data + b"\0"):
        longer = bytes([body[0], len(body) + 4]) + body[2:]
        code = "R2-" + as_letters(longer + hashlib.sha256(longer).digest()[:4])
        with pytest.raises(RopeError, match="not a code that this app writes"):
            read_result(code)


@given(st.text(max_size=80))
def test_any_text_is_answered_in_words(text):
    with pytest.raises(RopeError):
        read_result(text + "!")
    read_class(text)


# --- the secret -------------------------------------------------------------------------


def test_a_signature_is_long_and_a_guess_is_dear(monkeypatch):
    code = write_result(EXAMPLE, CHALK)
    body = as_bytes(code[3:])[:-16]
    # Not the secret itself: what is signed with is stretched.
    assert hmac.new(CHALK.encode(), b"code\0" + body, hashlib.sha256).digest()[:16] not in as_bytes(
        code[3:]
    )
    start = time.process_time()
    for guess in range(3):
        with pytest.raises(RopeError):
            read_result(code, f"a guess at the secret, {guess}")
    each = (time.process_time() - start) / 3
    assert each > 0.01, "a guesser tries a hundred secrets a second at most, on this machine"


@pytest.mark.parametrize("short", ["x", "chalk", "a" * 40, "abc" * 9, "0123456789abcde"])
def test_a_secret_that_can_be_guessed_is_refused_and_not_repeated(short):
    with pytest.raises(RopeError, match=str(MIN_SECRET)) as told:
        require_secret(short, "class_secret")
    assert short not in str(told.value) or len(short) == 1


def test_the_offered_secret_is_good_and_another_each_time():
    offered = {new_secret() for _ in range(20)}
    assert len(offered) == 20
    for secret in offered:
        require_secret(secret, "class_secret")


# --- where a code stands ----------------------------------------------------------------

ADA = write_result(replace(EXAMPLE, learner="0000-0001"))
BOB = write_result(replace(EXAMPLE, learner="0000-0002", skills={"angle": (1, 2)}))


@pytest.mark.parametrize(
    "line",
    [
        f"Ada {ADA}",
        f"Ada\t{ADA}",
        f"{ADA} Ada",
        f"{ADA}, Ada",
        f"{ADA}-Ada",
        f"Ada: {ADA}.",
        f"Ada,{ADA},",
        f"Ada;{ADA};",
        f"“Ada”: ({ADA})",
        f"1. Ada – {ADA}!",
        f"- Ada: {ADA}",
        f'"Ada","{ADA}"',
        f"Ada <{ADA}>",
        f"Ada: {ADA.lower()}",
        f"Ada: {ADA.replace('-', '–')}",
        f"Ada: {ADA.replace('-', '‑')}",
        f"1) {ADA} Ada",
        f"  {ADA}  (Ada)  ",
        f"Ada: {ADA[:3]}{ADA[3:].replace('-', '')}",
    ],
)
def test_a_code_is_read_wherever_it_stands(line):
    (row,) = read_class(line).rows
    assert row.error is None
    assert row.name == "Ada"
    assert row.result == read_result(ADA)


@pytest.mark.parametrize(
    "line",
    [
        f"Ada {ADA} Bob {BOB}",
        f"{ADA} Ada {BOB} Bob",
        f"Ada: {ADA}, Bob: {BOB}.",
        f"{ADA} Ada; {BOB} Bob",
        f"Ada {ADA}\nBob {BOB}",
        f"Ada {ADA}\r\n\r\nBob {BOB}\r\n",
    ],
)
def test_two_codes_on_a_line_are_two_students(line):
    rows = read_class(line).rows
    assert [row.name for row in rows] == ["Ada", "Bob"]
    assert [row.result for row in rows] == [read_result(ADA), read_result(BOB)]


@pytest.mark.parametrize(
    "text",
    [
        f"Ada\n{ADA}\nBob\n{BOB}",
        f"Ada:\n{ADA}\n\nBob:\n{BOB}",
        f"1. Ada\n  {ADA}\n2. Bob\n  {BOB}",
        f"Ada\n{ADA[:20]}\n{ADA[20:]}\nBob {BOB}",
        f"Ada {ADA[:17]}\n{ADA[17:]}\n{BOB[:30]}\n{BOB[30:]} Bob",
        f"> Ada: {ADA[:3]}\n> {ADA[3:]}\n> Bob: {BOB[:12]}\n> {BOB[12:40]}\n> {BOB[40:]}",
    ],
)
def test_a_name_on_the_line_before_and_a_code_over_lines(text):
    rows = read_class(text).rows
    assert [(row.name, row.result) for row in rows] == [
        ("Ada", read_result(ADA)),
        ("Bob", read_result(BOB)),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        # Names stand after their codes, maybe under a title: whose is whose is not guessed.
        (f"{ADA}\nAda\n{BOB}\nBob", 0),
        (f"Codes\n{ADA}\nAda\n{BOB}\nBob", 0),
        # A line apart is no name, and a code that has one takes no other.
        (f"Ada\n\n{ADA}", 0),
        (f"Ada\nBob {BOB}", 1),
        (f"---\n{ADA}", 0),
        # Nor are pieces joined that then are no code.
        (f"Ada {ADA[:24]}\n{BOB[29:]}", 1),
        (f"Ada {ADA[:24]}\n\n{ADA[24:]}", 1),
    ],
)
def test_nothing_is_guessed_of_names_and_pieces(text, named):
    rows = read_class(text).rows
    assert sum(row.named for row in rows) == named
    assert any(row.error for row in rows)


@pytest.mark.parametrize(
    "line",
    ["Ada", "Ada R2-", "Ada R2-XXXX-XXXX", "R1-0123-4567 Ada", f"Ada {ADA}7", f"Ada {ADA[:-2]}"],
)
def test_a_line_without_a_good_code_is_a_row_that_says_so(line):
    (row,) = read_class(line).rows
    assert row.result is None
    assert row.error is not None


def test_a_code_is_bound_to_its_assignment():
    other = Assignment(("pairs", "angle"), 3, 9, 8)
    assert read_class(f"Ada {ADA}", "", HOMEWORK).rows[0].counts
    refused = read_class(f"Ada {ADA}", "", other).rows[0]
    assert HOMEWORK.id in str(refused.error)
    own = write_result(replace(EXAMPLE, assignment="", problems=0, level=None))
    assert "no assignment" in str(read_class(f"Ada {own}", "", HOMEWORK).rows[0].error)
    # Nine problems in turn: five are of pairs, four of angle.
    much = write_result(replace(EXAMPLE, skills={"pairs": (6, 6)}))
    assert "more than the assignment asks" in str(
        read_class(f"x {much}", "", HOMEWORK).rows[0].error
    )


def test_one_record_counts_once_with_what_it_said_last():
    early = write_result(replace(EXAMPLE, learner="0000-0001", skills={"pairs": (1, 1)}))
    rows = read_class(f"Ada {early}\nAda {ADA}\nEve {ADA}\nBob {BOB}").rows
    assert [row.repeats for row in rows] == ["Ada", "", "Ada", ""]
    assert dict(ClassResults(rows).mistakes) == {"degrees": 4}


def test_too_many_lines_are_told():
    with pytest.raises(RopeError, match="2,001"):
        read_class("x\n" * 2001)


# --- files ------------------------------------------------------------------------------


def class_of(*names: str, homework: Assignment | None = HOMEWORK) -> ClassResults:
    return ClassResults(tuple(Row(name, EXAMPLE) for name in names), homework)


NASTY = [
    "=cmd()",
    "Bob;=1+1",
    "Bob,=1+1",
    "Bob\t=1+1",
    "Bob|=1+1",
    "Bob =1+1",
    "Bob: @SUM(1)",
    'Bob"=1+1',
    'Bob",=1+1',
    "Bob'; =1+1",
    "+1",
    "-1",
    "@x",
    " =1",
    "x;-1",
    "x;+1",
    "＝1+1",
    "x\r=1",
]


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize(
    "write", [class_csv, lambda r: moodle_csv(r, "id"), lambda r: canvas_csv(r, "id")]
)
def test_no_cell_begins_a_formula_in_any_separator(name, write):
    text = write(class_of(name)).removeprefix("\ufeff")
    for separator in ",;\t|: ":
        quoted = csv.reader(io.StringIO(text), delimiter=separator)
        bare = (line.split(separator) for line in text.splitlines())
        for cell in (cell for rows in (quoted, bare) for row in rows for cell in row):
            assert not re.match(r"[=+\-@＝＋－＠\t\r]", cell.strip(' "')), (separator, cell)


def test_names_that_are_no_formula_stay_as_they_are():
    for name in (
        "Anne-Marie O’Neil",
        "ada@example.org",
        "Ada (2)",
        "李雷",
        "1 + x".replace(" ", ""),
    ):
        assert safe(name) == name


def test_the_table_is_utf8_for_excel_and_numbers_are_numbers():
    text = class_csv(class_of("Zoë"))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    # Unquoted cells are read as numbers, and nothing else is unquoted.
    head, line = csv.reader(io.StringIO(text[1:]), quoting=csv.QUOTE_NONNUMERIC)
    told = dict(zip(head, line, strict=True))
    assert told["name"] == "Zoë"
    assert (told["pairs_right"], told["pairs_answered"], told["right_at_first"]) == (3, 4, 3)
    assert (told["hints"], told["skipped"], told["problems"], told["late"]) == (1, 2, 9, 0)
    assert told["mistake_degrees"] == 2
    assert told["day"] == "2026-09-01"


def test_what_nobody_answered_has_a_column_too():
    def told(results: ClassResults) -> dict[str, str]:
        head, line = csv.reader(io.StringIO(class_csv(results).removeprefix("\ufeff")))
        return dict(zip(head, line, strict=True))

    line = told(class_of("Ada"))
    assert (line["angle_right"], line["angle_answered"]) == ("0", "0")
    assert "angle_right" not in told(class_of("Ada", homework=None))
    # One problem has one skill.
    assert ClassResults((), replace(HOMEWORK, problems=1)).skills == ("pairs",)


# --- assignments ------------------------------------------------------------------------


def test_an_assignment_is_what_its_id_says():
    again = read_assignment(HOMEWORK.params())
    assert again == HOMEWORK
    query = "&".join(f"{name}={text}" for name, text in HOMEWORK.params().items())
    assert linked(f"https://x.invalid/app/practice?{query}") == HOMEWORK
    others = [
        replace(HOMEWORK, **change)
        for change in (
            {"skills": ("pairs",)},
            {"level": None},
            {"problems": 8},
            {"seed": 8},
            {"due": None},
            {"place": "sheet"},
        )
    ]
    assert len({each.id for each in (*others, HOMEWORK)}) == 7


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["", "x", "-1", "<b>", "9" * 30, "2026-13-01", "٣"])
def test_a_changed_link_is_told(name, text):
    params = HOMEWORK.params() | {name: text}
    if name != "hw_on" or text:  # where nothing is said it is on screen, as here
        with pytest.raises(RopeError):
            read_assignment(params)


def test_its_problems_are_fixed_and_without_the_secret_nobody_draws_them():
    assert problems_of(HOMEWORK, "") == problems_of(HOMEWORK, "")
    mine, theirs = problems_of(HOMEWORK, CHALK), problems_of(HOMEWORK, "another secret of a class")
    facts = [[each.facts for each in drawn] for drawn in (mine, theirs, problems_of(HOMEWORK, ""))]
    assert facts[0] != facts[1]
    assert facts[0] != facts[2]
    for drawn in (mine, theirs):
        assert [each.level for each in drawn] == [3] * 9
        counted = {key: sum(each.skill == key for each in drawn) for key in ("pairs", "angle")}
        assert counted == {key: HOMEWORK.count(key) for key in counted} == {"pairs": 5, "angle": 4}
