"""Reading the numbers of one vector out of pasted text, in one pass and without evaluating it.

Knows numbers, fractions, separators, brackets, and the wrappers NumPy, PyTorch and JAX put around
a vector when they print it. Everything else is refused by name. Time is linear in the text.

    >>> Scanner("q = np.array([[0.5, 1/4]], dtype=float32)", "q", "numbers").one_row()
    [0.5, 0.25]
"""

from math import isfinite

from rope_core.errors import RopeError
from rope_core.reading.numbers import read_decimal

# Squares of larger numbers, summed for a length or a score, may overflow a float.
MAX_MAGNITUDE = 1e150

_CLOSERS = {"[": "]", "(": ")", "{": "}"}
_STOPS = frozenset(",;=[](){}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")
_DTYPES = _words("float half double float16 float32 float64 bfloat16 single")
# What may stand before an opening parenthesis, module prefixes (np., torch.) left off.
_WRAPPERS = _DTYPES | _words(
    "tensor Tensor FloatTensor DoubleTensor Parameter array asarray Array DeviceArray list tuple"
)
# What the printers of tensors and arrays add after the numbers.
_OPTIONS = _words("dtype device grad_fn requires_grad shape size layout weak_type copy")


class Scanner:
    """One pass over the text. Collects values, and how they were separated."""

    def __init__(self, text: str, field: str, allowed: str) -> None:
        self.text, self.field, self.allowed = text, field, allowed
        self.at = 0
        self.values: list[float] = []
        self._gaps: list[str] = []  # one kind for each two neighbours in the same list
        self._rows = 0  # lists that hold numbers
        self._bracketed = False
        self._named = False  # a leading "q =" was met
        self._open: list[str] = []  # closers awaited; "call" for the ) of a wrapper
        self._fresh_list = True  # a bracket was opened or closed since the last number
        self._comma = False  # a separator was met since the last number or option
        self._pointed = False  # some number has a decimal point or an exponent
        self._end_of_last = 0

    def _refusal(self, received: str, hint: str) -> RopeError:
        return RopeError(self.field, received, self.allowed, hint)

    def one_row(self) -> list[float]:
        """The numbers, in order (none for empty text); raises RopeError for anything else."""
        self._scan()
        self._check_one_row()
        return self.values

    def _scan(self) -> None:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char.isspace():
                self.at += 1
            elif char in ",;":
                if self._comma or not self.values:
                    raise self._refusal(char, "There is no number before this separator.")
                self._comma = True
                self.at += 1
            elif char in _CLOSERS:
                self._open.append(_CLOSERS[char])
                self._fresh_list = self._bracketed = True
                self.at += 1
            elif char in "])}":
                self._close(char)
            else:
                self._token()
        if self._open:
            raise self._refusal(self.text[-20:], "A closing bracket is missing at the end.")

    def _close(self, char: str) -> None:
        awaited = self._open.pop() if self._open else ""
        if char != (")" if awaited == "call" else awaited):
            raise self._refusal(char, "This closing bracket has no opening one.")
        # The ) of tensor(0.5) ends no list: [tensor(0.5), tensor(0.1)] is one row.
        self._fresh_list = self._fresh_list or awaited != "call"
        self.at += 1

    def _run(self) -> str:
        """The characters from here to the next separator, bracket or = (at least one)."""
        start = self.at
        self.at += 1
        while self.at < len(self.text) and not _is_stop(self.text[self.at]):
            self.at += 1
        return self.text[start : self.at]

    def _at_stop(self) -> bool:
        """True where, after spaces and tabs, no token goes on."""
        char = self._skip_blanks()
        return char == "" or _is_stop(char)

    def _skip_blanks(self) -> str:
        """The next character that is not a space or tab, or "" at the end."""
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _token(self) -> None:
        start = self.at
        token = self._run()
        if (token[0].isalpha() or token[0] == "_") and _NAME_CHARACTERS.issuperset(token):
            self._name(token)
            return
        end = self.at
        # A fraction may have spaces around its bar: 1 / 3.
        if self._skip_blanks() == "/":
            token += self._run()
            end = self.at
        if token.endswith("/") and not self._at_stop():
            token += self._run()
            end = self.at
        self.at = end
        self._number(token, start)

    def _name(self, token: str) -> None:
        after = self._skip_blanks()
        last = token.rpartition(".")[2]
        if after == "(" and last in _WRAPPERS:
            self._open.append("call")
            self.at += 1
        elif after == "=" and not (self.values or self._open or self._named):
            self._named = True
            self.at += 1
        elif after == "=" and self._in_call() and last in _OPTIONS:
            self.at += 1
            self._skip_option()
            self._comma = False
        elif self._in_call() and self._comma and last in _DTYPES:
            self._comma = False
        else:
            raise self._not_a_number(token)

    def _in_call(self) -> bool:
        return bool(self.values) and bool(self._open) and self._open[-1] == "call"

    def _skip_option(self) -> None:
        """Pass over the value of an option, up to the comma or bracket that ends it."""
        depth = 0
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in "'\"":
                end = self.text.find(char, self.at + 1)
                self.at = len(self.text) if end < 0 else end
            elif char in "[({<":
                depth += 1
            elif depth == 0 and char in ",])}":
                return
            elif char in "])}>":
                depth -= 1
            self.at += 1

    def _number(self, token: str, start: int) -> None:
        numerator, bar, denominator = token.partition("/")
        top = read_decimal(numerator.strip())
        bottom = read_decimal(denominator.strip()) if bar else 1.0
        if top is None or bottom is None:
            raise self._not_a_number(token)
        if bottom == 0:
            raise self._refusal(token, "A fraction cannot have 0 below its bar.")
        value = top / bottom
        # Not merely the quotient: 1/1e400 would pass as 0.
        if not all(map(isfinite, (top, bottom, value))) or abs(value) > MAX_MAGNITUDE:
            raise self._refusal(token, "This number is too large; keep each within ±1e150.")
        if self._fresh_list:
            self._rows += 1
        elif self.values:
            self._gaps.append(_gap(self.text[self._end_of_last : start]))
        self.values.append(value)
        self._pointed = self._pointed or not token.lstrip("+-").isdigit()
        self._fresh_list = self._comma = False
        self._end_of_last = self.at

    def _not_a_number(self, token: str) -> RopeError:
        last = token.lstrip("+-").rpartition(".")[2].lower()
        if last in ("nan", "inf", "infinity"):
            hint = "Every number must be finite."
        elif token.strip(".…") == "":
            hint = "The printout was shortened with dots; print the vector in full."
        else:
            hint = "Enter numbers only, separated by commas or spaces."
        return self._refusal(token, hint)

    def _check_one_row(self) -> None:
        """Refuse what would silently become another vector: several rows, decimal commas."""
        kinds = set(self._gaps)
        if not self._pointed and "tight comma" in kinds and self._commas_look_decimal(kinds):
            raise self._refusal(
                self.text[:40],
                "Write a decimal point, 0.588 and not 0,588; and only one row of numbers.",
            )
        same_line = bool(kinds & {"blank", "comma", "tight comma"})
        lines = "line" in kinds and same_line and not self._bracketed
        if self._rows > 1:
            received = f"{self._rows:,} rows"
        elif lines or ("semicolon" in kinds and same_line):
            received = "several rows"
        else:
            return
        hint = "Paste a single row; put [ ] around one row that runs over several lines."
        raise self._refusal(f"{received} ({len(self.values):,} numbers)", hint)

    def _commas_look_decimal(self, kinds: set[str]) -> bool:
        """0,588 0,117 or 0,588; 0,117 or 0,588, 0,117: commas inside, something else between."""
        if kinds & {"blank", "line", "semicolon"}:
            return True
        alternating = all(
            (gap == "tight comma") == (i % 2 == 0) for i, gap in enumerate(self._gaps)
        )
        return alternating and len(self._gaps) > 2 and len(self._gaps) % 2 == 1


def _is_stop(char: str) -> bool:
    return char in _STOPS or char.isspace()


def _gap(between: str) -> str:
    """What kind of separator stands between two numbers of one list."""
    if between == ",":
        return "tight comma"
    if "," in between:
        # A comma at the end of a line says that the row goes on.
        return "wrapped" if "\n" in between else "comma"
    if ";" in between:
        return "semicolon"
    return "line" if "\n" in between else "blank"
