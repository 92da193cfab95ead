"""The store of live classes, on SQLite and on PostgreSQL: each test runs on both."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import Engine, create_engine, func, select

from rope_core import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from tests.ui.live_support import PLACE, QUESTION, NewEngine, act
from ui.live import deeds as deeds_module
from ui.live import names
from ui.live import store as store_module
from ui.live.connection import Who
from ui.live.database import settled
from ui.live.errors import ClassOverError, StoreError
from ui.live.here import ENTERING
from ui.live.messages import (
    LONGEST_ID,
    Again,
    Close,
    Create,
    Deed,
    Enter,
    FirstAnswers,
    Following,
    Leave,
    Move,
    Open,
    Option,
    Pace,
    Place,
    Question,
    Recall,
    Rename,
    Restored,
    RestoredVote,
    Reveal,
    SetPace,
    Tried,
    Vote,
)
from ui.live.names import hashed
from ui.live.place import LIFETIME
from ui.live.reader import read_message
from ui.live.schema import (
    OF_A_CLASS,
    ballots,
    classes,
    done,
    members,
    metadata,
    tries,
    votes,
)
from ui.live.store import SILENT, Store
from ui.live.view import VoteNow, mine, view_of

ASKED = Question.of(QUESTION)


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Class:
    """A class that is on, and what its members say; each message has an id of its own."""

    def __init__(self, engine: Engine) -> None:
        self.clock = Clock()
        self.store = Store(engine, self.clock)
        made = self.store.create(Create())
        self.code, self.token = made["code"], made["token"]
        self.teacher = Who(self.code, "teacher")
        self.count = 0

    def student(self, token: str | None = None, name: str | None = None, hub: str = "h") -> Who:
        return self.store.enter(Enter(self.code, "student", token, name), hub)[0]

    def say(self, who: Who, deed: Deed) -> dict[str, object]:
        self.count += 1
        return act(self.store, who, f"m{self.count}", deed)

    def vote(self) -> VoteNow:
        snapshot = self.store.snapshot(self.code)
        assert snapshot is not None
        assert snapshot.vote is not None
        return snapshot.vote


@pytest.fixture
def on(new_engine: NewEngine) -> Class:
    return Class(new_engine())


def rows(engine: Engine) -> int:
    """Of all tables but the one that holds only a lock."""
    with engine.connect() as db:
        tables = [table for table in metadata.sorted_tables if table.name != "live_counter"]
        return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_vote_of_two_rounds_and_who_sees_what(on: Class) -> None:
    first, second, third = on.student(), on.student(), on.student()
    vote = str(on.say(on.teacher, Open(ASKED))["vote"])
    on.say(first, Vote(vote, 1, 1))
    on.say(second, Vote(vote, 1, 1))
    # A later ballot replaces the earlier one.
    on.say(second, Vote(vote, 1, 2))
    on.say(on.teacher, Reveal())
    with pytest.raises(RopeError, match="the last round, until its answers are revealed"):
        on.say(third, Vote(vote, 1, 0))
    on.say(on.teacher, Again())
    with pytest.raises(RopeError, match="the last round, until its answers are revealed"):
        on.say(third, Vote(vote, 1, 0))
    for who in (first, second, third):
        on.say(who, Vote(vote, 2, 0))
    seen = on.store.snapshot(on.code)
    assert seen is not None
    teachers, projectors = view_of(seen, "teacher")["vote"], view_of(seen, "projector")["vote"]
    assert teachers["bars"] == [[0, 1, 1], [3, 0, 0]]
    assert teachers["answered"] == projectors["answered"] == [2, 3]
    assert [option["says"] for option in teachers["options"]] == [
        option["says"] for option in QUESTION["options"]
    ]
    # What is right is nobody's before the reveal: not in a word of what is sent.
    for role in ("student", "projector"):
        text = json.dumps(view_of(seen, role))
        assert "says" not in text
        assert '"right"' not in text
        assert view_of(seen, role)["vote"]["bars"] is None
    assert mine(seen, third.member)["choices"] == [None, 0]
    on.say(on.teacher, Reveal())
    seen = on.store.snapshot(on.code)
    assert seen is not None
    assert view_of(seen, "student")["vote"] == view_of(seen, "teacher")["vote"]
    with pytest.raises(RopeError, match="2 rounds"):
        on.say(on.teacher, Again())


def test_a_ballot_that_waited_for_its_connection_counts_until_the_answers_are_known(
    on: Class,
) -> None:
    first, second = on.student(), on.student()
    vote = str(on.say(on.teacher, Open(ASKED))["vote"])
    on.say(first, Vote(vote, 1, 1))
    on.say(on.teacher, Close())
    on.say(second, Vote(vote, 1, 2))
    assert on.vote().bars() == [[0, 1, 1]]
    assert not on.vote().open
    on.say(on.teacher, Reveal())
    with pytest.raises(RopeError, match="until its answers are revealed"):
        on.say(second, Vote(vote, 1, 0))
    with pytest.raises(RopeError, match="the last vote"):
        on.say(second, Vote("another", 1, 0))
    assert on.vote().bars() == [[0, 1, 1]]


def test_who_leaves_and_comes_back_has_one_vote_in_each_round(on: Class) -> None:
    coming, staying = on.student(), on.student()
    vote = str(on.say(on.teacher, Open(ASKED))["vote"])
    for round_ in (1, 2):
        for who, choice in ((coming, 0), (staying, 1)):
            on.say(who, Vote(vote, round_, choice))
        on.say(coming, Leave())
        assert on.vote().bars()[-1] == [0, 1, 0]
        # A browser forgets what it left, so that it is another member.
        coming = on.student()
        on.say(coming, Vote(vote, round_, 2))
        assert on.vote().bars()[-1] == [0, 1, 1]
        on.say(on.teacher, Again() if round_ == 1 else Close())
    # A round that is closed is what it was.
    on.say(coming, Leave())
    assert on.vote().bars() == [[0, 1, 1], [0, 1, 1]]


def test_names_are_in_no_view_but_ones_own(on: Class) -> None:
    ada = on.student(name="Ada")
    on.student(name="<b>Bob</b>")
    seen = on.store.snapshot(on.code)
    assert seen is not None
    for role in ("student", "teacher", "projector"):
        text = json.dumps(view_of(seen, role))
        assert "Ada" not in text
        assert "Bob" not in text
    assert mine(seen, ada.member)["name"] == "Ada"
    on.say(ada, Rename("Ada L."))
    seen = on.store.snapshot(on.code)
    assert mine(seen, ada.member)["name"] == "Ada L."


def test_the_same_message_twice_is_done_once_and_answered_alike(on: Class) -> None:
    student = on.student()
    opened = act(on.store, on.teacher, "open", Open(ASKED))
    assert act(on.store, on.teacher, "open", Open(ASKED)) == opened
    vote = str(opened["vote"])
    act(on.store, student, "a", Vote(vote, 1, 0))
    act(on.store, student, "b", Vote(vote, 1, 2))
    # The first arrives again, late: the second stays.
    act(on.store, student, "a", Vote(vote, 1, 0))
    assert on.vote().bars() == [[0, 0, 1]]
    tried = Tried("angle", False, "degrees")
    for _ in range(3):
        act(on.store, student, "t", tried)
    # Another member's message of the same id is another message.
    act(on.store, on.student(), "t", tried)
    seen = on.store.snapshot(on.code)
    assert [each.count for each in seen.tried] == [2]


def test_what_is_refused_changes_nothing(on: Class) -> None:
    student = on.student()
    vote = str(on.say(on.teacher, Open(ASKED))["vote"])
    before = on.store.snapshot(on.code)
    assert before is not None
    for deed in (Vote(vote, 1, 3), Vote("other", 1, 0), Vote(vote, 2, 0)):
        with pytest.raises(RopeError):
            act(on.store, student, "x", deed)
    seen = on.store.snapshot(on.code)
    assert seen is not None
    assert replace(seen, version=before.version) == before
    # What others said in the same moment is done.
    said = [(student, f"y{each}", Vote(vote, 1, each)) for each in (0, 3, 1)]
    first, second, third = on.store.act_all(on.code, said)
    assert (first, third) == ({}, {})
    assert isinstance(second, RopeError)
    assert on.vote().bars() == [[0, 1, 0]]
    # And its id is free for what can be done.
    act(on.store, student, "x", Vote(vote, 1, 2))
    assert on.vote().bars() == [[0, 0, 1]]


def test_a_token_is_known_again_and_another_one_is_not(on: Class) -> None:
    token = "a" * 32
    first = on.student(token, "Ada")
    assert on.student(token) == first
    assert on.student("b" * 32) != first
    seen = on.store.snapshot(on.code)
    assert (seen.here, len(seen.members)) == (2, 2)
    entered = Enter(on.code, "teacher", on.token)
    assert on.store.enter(entered, "h")[0] == on.teacher
    with pytest.raises(RopeError) as refused:
        on.store.enter(Enter(on.code, "teacher", "c" * 32), "h")
    assert "c" * 32 not in str(refused.value)
    with pytest.raises(ClassOverError):
        on.store.enter(Enter("BBBBBB", "projector"), "h")


def test_tokens_are_kept_as_digests_only(new_engine: NewEngine) -> None:
    engine = new_engine()
    on = Class(engine)
    token = "member-token-member-token"
    on.student(token)
    with engine.connect() as db:
        text = str([db.execute(table.select()).all() for table in metadata.sorted_tables])
    assert hashed(on.token) in text
    assert on.token not in text
    assert token not in text


def test_a_place_puts_away_what_was_revealed_and_only_that(on: Class) -> None:
    place = Move(Place(**PLACE))
    on.say(on.teacher, Open(ASKED))
    on.say(on.teacher, place)
    assert on.vote().open
    on.say(on.teacher, Close())
    on.say(on.teacher, place)
    assert not on.vote().open
    on.say(on.teacher, Reveal())
    on.say(on.teacher, place)
    seen = on.store.snapshot(on.code)
    assert seen.vote is None
    assert view_of(seen, "student")["place"] == PLACE
    with pytest.raises(RopeError, match="a vote that was opened"):
        on.say(on.teacher, Reveal())
    on.say(on.teacher, SetPace("free"))
    assert on.store.snapshot(on.code).pace == "free"


def test_who_moves_a_class_learns_the_version_that_shows_it(on: Class) -> None:
    before = on.store.snapshot(on.code)
    answer = on.say(on.teacher, Move(Place(**PLACE)))
    after = on.store.snapshot(on.code)
    assert after.place == Place(**PLACE)
    assert before.version < answer["version"] <= after.version


def test_who_is_here_and_who_follows(on: Class) -> None:
    first, second = on.student(hub="one"), on.student(hub="two")
    both = on.student("d" * 32, hub="one")
    # The same member on two replicas is one.
    on.student("d" * 32, hub="two")
    on.say(first, Following(following=False))

    def counted() -> tuple[int, int]:
        seen = on.store.snapshot(on.code)
        return seen.here, seen.following

    assert counted() == (3, 2)
    on.store.depart(second, "two")
    assert counted() == (2, 1)
    # A replica that died says nothing: who was there alone is not here.
    on.clock.now += SILENT - 1
    on.store.beat("two", {(on.code, both.member)})
    on.clock.now += 2
    assert counted() == (1, 1)


def test_each_sign_of_life_says_who_is_connected_and_mends_what_got_lost(on: Class) -> None:
    here, gone, unheard = on.student(), on.student(), on.student(hub="another")
    on.store.depart(here, "h")

    def counted() -> tuple[int, int]:
        seen = on.store.snapshot(on.code)
        return seen.here, seen.version

    on.clock.now += store_module.SILENT - 5
    on.store.beat("another", {(on.code, unheard.member)})
    before = counted()[1]
    # Nobody is struck out who may be entering just now.
    new = on.student()
    on.store.beat("h", {(on.code, here.member)})
    seen = on.store.snapshot(on.code)
    assert seen.here == 3
    assert seen.version == before + 2
    on.store.beat("h", {(on.code, here.member), (on.code, new.member)})
    # Where nothing is new, nothing is told.
    assert counted() == (3, before + 2)
    on.clock.now += ENTERING + 1
    on.store.beat("h", {(on.code, new.member)})
    assert counted() == (2, before + 3)
    # Who left, and a class that is over, come back by no such sign.
    on.say(new, Leave())
    on.store.beat("h", {(on.code, new.member), ("KMPRTW", 1)})
    assert counted()[0] == 1
    on.store.table(on.code, ends=True)
    on.store.beat("h", {(on.code, gone.member)})
    assert on.store.snapshot(on.code) is None


def test_the_end_gives_the_table_and_leaves_nothing(new_engine: NewEngine) -> None:
    engine = new_engine()
    on = Class(engine)
    student = on.student(name="Ada")
    on.say(on.teacher, Move(Place(**PLACE)))
    vote = str(on.say(on.teacher, Open(ASKED))["vote"])
    on.say(student, Vote(vote, 1, 1))
    on.say(on.teacher, Again())
    on.say(student, Vote(vote, 2, 0))
    on.say(on.teacher, Open(Question.of({**QUESTION, "text": "=1+1"})))
    on.say(student, Tried("angle", False, "degrees"))
    on.say(student, Tried("angle", True, None))
    # What is asked for twice is worked out twice: it is of now.
    early = on.store.table(on.code)
    on.say(student, Tried("pairs", False, None))
    assert on.store.table(on.code) != early
    text = str(on.store.table(on.code, ends=True)["csv"])
    table = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    votes = [(row["answer"], row["right"], row["round_1"], row["round_2"]) for row in table[:3]]
    assert votes == [("3 rad", "1", "0", "1"), ("3°", "0", "1", "0"), ("0.03 rad", "0", "0", "0")]
    assert table[3]["question"] == "'=1+1"
    assert [(row["question"], row["right"], row["round_1"]) for row in table[6:]] == [
        ("Angle", "0", "1"),
        ("Angle", "1", "1"),
        ("Which numbers pair up", "0", "1"),
    ]
    assert "Ada" not in text
    # One row: that this class is over, without a word of what it was.
    assert rows(engine) == 1
    with pytest.raises(ClassOverError):
        on.store.table(on.code)
    with pytest.raises(ClassOverError):
        on.student()
    # A browser that was away meanwhile does not make it anew.
    with pytest.raises(ClassOverError):
        on.store.create(Create(on.token, on.code))
    on.clock.now += LIFETIME + 1
    on.store.purge()
    assert rows(engine) == 0


@pytest.mark.parametrize("right", [None, False], ids=["now", "before"])
def test_of_what_is_asked_aloud_nothing_is_right_and_nothing_wrong(
    on: Class, right: bool | None
) -> None:
    letters = tuple(Option(letter, "", right) for letter in "ABCD")
    vote = str(on.say(on.teacher, Open(Question("Asked aloud: choose a letter", letters)))["vote"])
    on.say(on.student(), Vote(vote, 1, 2))
    on.say(on.teacher, Reveal())
    seen = on.store.snapshot(on.code)
    assert seen is not None
    for role in ("student", "projector", "teacher"):
        options = view_of(seen, role)["vote"]["options"]
        assert [option["right"] for option in options] == [None] * 4
    table = csv.DictReader(io.StringIO(str(on.store.table(on.code)["csv"])))
    assert [(row["right"], row["round_1"]) for row in table] == [
        ("", chosen) for chosen in ("0", "0", "1", "0")
    ]


def test_a_day_after_the_last_word_all_is_deleted(new_engine: NewEngine) -> None:
    engine = new_engine()
    on = Class(engine)
    student = on.student()
    on.clock.now += LIFETIME - 1
    assert on.store.purge() == 0
    on.say(student, Following(following=True))
    on.clock.now += LIFETIME - 1
    assert on.store.purge() == 0
    on.clock.now += 2
    assert on.store.purge() == 1
    assert rows(engine) == 0


def test_limits_of_classes_and_members(on: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST_CLASSES", 3)
    monkeypatch.setattr(store_module, "MOST_MEMBERS", 2)
    on.store.create(Create())
    on.store.create(Create())
    with pytest.raises(RopeError, match="3 classes at a time"):
        on.store.create(Create())
    # One that nobody joined gives way when it is silent; one with members never does.
    on.student("a" * 32)
    on.clock.now += store_module.DESERTED + 1
    token = str(on.store.create(Create())["token"])
    on.store.create(Create())
    with pytest.raises(RopeError, match="3 classes at a time"):
        on.store.create(Create())
    assert on.store.snapshot(on.code) is not None
    # One that is there is no new one.
    assert on.store.create(Create(token))["token"] == token
    second = on.student("b" * 32)
    with pytest.raises(RopeError, match="2 members"):
        on.student()
    on.student("a" * 32)
    on.say(second, Leave())
    third = on.student()
    # Who left and comes back needs a place like anybody.
    with pytest.raises(RopeError, match="2 members"):
        on.student("b" * 32)
    on.say(third, Leave())
    assert on.student("b" * 32) == second


def test_names_of_those_who_left_are_given_again(
    on: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = ["Fox 1", "Fox 1", "Owl 2", "Fox 1", "Owl 2", "Hare 3"]
    monkeypatch.setattr(deeds_module, "random_name", lambda: drawn.pop(0))
    first = on.student()
    on.student()
    on.say(first, Leave())
    third = on.student()
    seen = on.store.snapshot(on.code)
    assert mine(seen, third.member)["name"] == "Fox 1"
    # And who wants no name any more has one of these again.
    assert on.say(third, Rename("Ada")) == {"name": "Ada"}
    assert on.say(third, Rename(None)) == {"name": "Hare 3"}


def test_what_is_recalled_is_a_row_an_entry(new_engine: NewEngine) -> None:
    engine = new_engine()
    on = Class(engine)
    alike = FirstAnswers("angle", False, "degrees", 10_000)
    on.say(on.teacher, Recall(None, (alike,) * 150))
    on.say(on.student(), Tried("angle", False, "degrees"))
    with engine.connect() as db:
        assert db.scalar(select(func.count()).select_from(tries)) == 151
    assert [each.count for each in on.store.snapshot(on.code).tried] == [1_500_001]


def test_a_database_of_before_is_completed(new_engine: NewEngine) -> None:
    engine = new_engine()
    on = Class(engine)
    on.say(on.student(), Tried("angle", True, None))
    with engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE live_try DROP COLUMN count")
    again = Store(new_engine(), on.clock)
    assert again.snapshot(on.code).tried == (FirstAnswers("angle", True, None, 1),)


def test_a_database_that_does_not_answer_is_tried_once() -> None:
    tried = []

    def connect() -> None:
        tried.append(1)
        raise sqlite3.OperationalError("no route to host")

    with pytest.raises(StoreError, match="no route"):
        Store(create_engine("sqlite://", creator=connect))
    assert len(tried) == 1


def test_a_class_the_server_lost_is_made_anew_by_its_teacher(new_engine: NewEngine) -> None:
    on = Class(new_engine())
    vote = RestoredVote("v1", 2, True, False, ASKED, ((1, 2, 0), (9, 9, 9)))
    state = Restored("free", Place(**PLACE), vote)
    on.say(on.teacher, SetPace("free"))
    # While it is there nothing is taken back.
    on.store.create(Create(on.token, on.code, state))
    assert on.store.snapshot(on.code).vote is None
    with pytest.raises(RopeError, match="that is not there"):
        on.store.create(Create("t" * 32, on.code, state))
    lost = on.store.create(Create("t" * 32, "KMPRTW", state))
    assert lost == {"code": "KMPRTW", "token": "t" * 32}
    seen = on.store.snapshot("KMPRTW")
    assert (seen.pace, view_of(seen, "student")["place"]) == ("free", PLACE)
    # Round 1 as it was; of the open round the browsers answer again.
    assert seen.vote.bars() == [[1, 2, 0], [0, 0, 0]]
    student = on.store.enter(Enter("KMPRTW", "student", "s" * 32, "Ada"), "h")[0]
    act(on.store, student, "a", Vote("v1", 2, 1))
    assert on.store.snapshot("KMPRTW").vote.bars() == [[1, 2, 0], [0, 1, 0]]
    # What was before it is recalled backwards, each once, and stands first in the table.
    teacher = Who("KMPRTW", "teacher")
    for name in ("v0", "v00", "v0", "v1"):
        before = replace(vote, id=name, question=replace(ASKED, text=f"vote {name}"))
        act(on.store, teacher, f"recall {name}", Recall(before, ()))
    tried = (FirstAnswers("angle", False, "degrees", 3), FirstAnswers("angle", True, None, 2))
    for _ in range(2):
        act(on.store, teacher, "tried", Recall(None, tried))
    act(on.store, student, "t", Tried("angle", True, None))
    seen = on.store.snapshot("KMPRTW")
    assert seen.vote.bars() == [[1, 2, 0], [0, 1, 0]]
    assert view_of(seen, "teacher")["tried"] == [{"skill": "angle", "tries": 6, "right": 3}]
    table = str(on.store.table("KMPRTW")["csv"]).splitlines()
    assert [line.split(",")[1] for line in table[1:8:3]] == [
        '"vote v00"',
        '"vote v0"',
        f'"{ASKED.text}"',
    ]
    assert table[4].endswith(",1,9")


def test_a_place_too_long_to_come_with_the_rest_is_told_after_it(new_engine: NewEngine) -> None:
    on = Class(new_engine())
    revealed = RestoredVote("v1", 1, False, True, ASKED, ((1, 2, 0),))
    on.store.create(Create("t" * 32, "KMPRTW", Restored("follow", None, revealed)))
    teacher = Who("KMPRTW", "teacher")
    long = {**PLACE, "query": "q=" + "1," * 2900}
    frame = {"id": "p", "do": "recall", "place": long}
    for message, deed in (
        ("first", read_message(json.dumps(frame)).deed),
        # Another window of the teacher's remembers an earlier one.
        ("second", Recall(None, (), Place(**PLACE))),
    ):
        act(on.store, teacher, message, deed)
        seen = on.store.snapshot("KMPRTW")
        assert view_of(seen, "student")["place"] == long
        # It is no move: what was revealed stays.
        assert seen.vote.revealed


@pytest.mark.parametrize(
    ("told", "believed"),
    [(-5000, -5000), (60, 0), (-LIFETIME - 60, -LIFETIME), (None, 0)],
    ids=["an hour ago", "in the future", "long ago", "of a browser of before"],
)
def test_a_class_made_anew_began_when_it_did_within_a_day(
    new_engine: NewEngine, told: float | None, believed: float
) -> None:
    on = Class(new_engine())
    began = told and datetime.fromtimestamp(on.clock.now + told, UTC).isoformat("T", "seconds")
    state = {"pace": "follow", "place": None, "vote": None, "started": began}
    frame = {"id": "c", "do": "create", "code": "KMPRTW", "token": "t" * 32, "state": state}
    deed = read_message(json.dumps(frame)).deed
    assert isinstance(deed, Create)
    on.store.create(deed)
    assert on.store.snapshot("KMPRTW").started == on.clock.now + believed


def test_two_processes_make_the_tables_and_vote_at_once(new_engine: NewEngine) -> None:
    """Nobody's ballot is lost or counted twice, and each raises the version."""
    with ThreadPoolExecutor(4) as four:
        one, other, *_ = four.map(Store, [new_engine() for _ in range(4)])
    made = one.create(Create())
    code, teacher = made["code"], Who(made["code"], "teacher")
    students = [one.enter(Enter(code, "student"), "h")[0] for _ in range(24)]
    vote = act(one, teacher, "o", Open(ASKED))["vote"]
    before = one.versions([code])[code]

    def cast(number: int) -> None:
        store = (one, other)[number % 2]
        for _ in range(2):
            act(store, students[number], "m", Vote(vote, 1, number % 3))

    with ThreadPoolExecutor(8) as all_of_them:
        list(all_of_them.map(cast, range(24)))
    seen = other.snapshot(code)
    assert seen.vote.bars() == [[8, 8, 8]]
    assert seen.version == before + 48


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    """One in forty was refused at once while another one set how the file is written."""
    for number in range(60):
        engines = [
            settled(create_engine(f"sqlite:///{tmp_path / f'{number}.sqlite3'}")) for _ in range(4)
        ]
        with ThreadPoolExecutor(4) as four:
            list(four.map(Store, engines))
        for each in engines:
            each.dispose()


def test_what_is_kept_fits_its_column() -> None:
    """PostgreSQL refuses what is too long; SQLite would not notice."""
    assert max(map(len, MISTAKES)) <= tries.c.mistake.type.length
    assert max(map(len, SKILLS)) <= tries.c.skill.type.length
    assert members.c.name.type.length >= names.LONGEST_NAME
    assert all(each.c.code.type.length == names.CODE_LENGTH for each in (classes, *OF_A_CLASS))
    of_ids = (votes.c.id, done.c.message, ballots.c.vote, classes.c.vote)
    assert {each.type.length for each in of_ids} == {LONGEST_ID}
    assert max(map(len, get_args(Pace))) <= classes.c.pace.type.length


def test_what_is_deleted_is_in_no_file(tmp_path: Path) -> None:
    """Not in a page that is free, and not in the log beside the file."""

    def found(word: bytes) -> bool:
        return any(word in path.read_bytes() for path in tmp_path.iterdir())

    on = Class(settled(create_engine(f"sqlite:///{tmp_path / 'classes'}")))
    student = on.student(name="Ada Lovelace")
    vote = on.say(on.teacher, Open(ASKED))["vote"]
    on.say(student, Vote(str(vote), 1, 1))
    assert found(b"Ada Lovelace")
    assert found(b"By which angle")
    on.store.table(on.code, ends=True)
    assert not found(b"Ada Lovelace")
    assert not found(b"By which angle")
    assert not found(on.code.encode())


def test_a_file_outlives_its_process(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'classes'}"
    on = Class(create_engine(address))
    token = "r" * 32
    student = on.student(token)
    assert Store(create_engine(address)).enter(Enter(on.code, "student", token), "h")[0] == student
