"""What a class, its teacher and its members are called: codes, tokens, nicknames.

>>> require_code("kmprtw")
'KMPRTW'
>>> require_nickname("  Ada   L. ")
'Ada L.'
>>> require_nickname(" ") is None
True
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from rope_core import RopeError

#: No vowels, so that no code is a word, and none of two letters that look alike.
LETTERS = "BCDFGHJKMNPQRTVWXZ"
CODE_LENGTH = 6
LONGEST_NAME = 24
_CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}")
#: What `secrets.token_urlsafe` and a browser's own random letters look like; 128 bits at least.
_TOKEN = re.compile(r"[\w-]{22,64}", re.ASCII)
_ANIMALS = (
    "Badger", "Bat", "Beaver", "Bee", "Bison", "Crane", "Crow", "Deer", "Dolphin", "Dormouse",
    "Eagle", "Egret", "Falcon", "Finch", "Fox", "Frog", "Gecko", "Goose", "Hare", "Hedgehog",
    "Heron", "Ibex", "Jay", "Kestrel", "Kingfisher", "Lark", "Lizard", "Lynx", "Marten", "Mole",
    "Moose", "Newt", "Octopus", "Otter", "Owl", "Panda", "Pelican", "Puffin", "Raven", "Robin",
    "Salmon", "Seal", "Shrew", "Snail", "Sparrow", "Squirrel", "Stork", "Swan", "Swift", "Tern",
    "Toad", "Turtle", "Vole", "Walrus", "Weasel", "Whale", "Wolf", "Wombat", "Wren", "Yak",
)  # fmt: skip


def new_code() -> str:
    """Six random letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def require_code(text: object) -> str:
    """The code in capitals; RopeError for what cannot be one."""
    code = text.strip().upper() if isinstance(text, str) else ""
    if not _CODE.fullmatch(code):
        raise RopeError("code", text, f"six letters of {LETTERS}")
    return code


def new_token() -> str:
    return secrets.token_urlsafe(24)


def require_token(text: object) -> str:
    """A token as it came; RopeError for one that could be guessed, or is none.

    What was received is not repeated: a token is a secret.
    """
    if not isinstance(text, str) or not _TOKEN.fullmatch(text):
        raise RopeError("token", "something else", "22 to 64 letters, digits, - and _")
    return text


def hashed(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def random_name() -> str:
    """An animal and a number, for a member who gives no name."""
    return f"{secrets.choice(_ANIMALS)} {secrets.randbelow(99) + 1}"


def require_nickname(text: object) -> str | None:
    """A nickname without spaces at its ends, None for none: then there are an animal and a number.

    RopeError for one that is too long or no text.
    """
    allowed = f"up to {LONGEST_NAME} letters"
    name = " ".join(text.split()) if isinstance(text, str) else None
    if name is None or len(name) > LONGEST_NAME:
        raise RopeError("nickname", text, allowed)
    # Control characters and halves of a surrogate pair; what joins letters and signs may stay.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise RopeError("nickname", text, f"{allowed}, none of them invisible")
    return name or None
