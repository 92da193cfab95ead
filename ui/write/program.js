// What is given to the sandbox: the harness, and in it the learner's program as a text.

/** @import { WriteExercise } from "../web/types.js" */

// Types are for reading, and MicroPython has no module of them.
const OF_TYPES = /^from (__future__|typing|collections\.abc) import (?:\([^)]*\)|[^\n]*)/gm;
// y[0::2] = …: MicroPython writes to slices, but not to ones with a step. A helper does.
const STEPPED = /\b([A-Za-z_]\w*)(\[[^[\]\n]*:[^[\]\n]*:[^[\]\n]*\])/g;
const ASSIGNED =
  /^(\s*(?!(?:if|elif|while|for|with|return)\b)[^=\n#'"(]*[^=\n#'"(!<>+\-*/%&|^])=(?!=)/;

/**
 * A program as MicroPython reads it, every line where it was.
 *
 * @param {string} text
 */
export function adapted(text) {
  const typed = text.replace(OF_TYPES, (found) => `pass${found.replace(/[^\n]/g, "")}`);
  return typed
    .split("\n")
    .map((line) => line.replace(ASSIGNED, (targets) => targets.replace(STEPPED, "_stepped($1)$2")))
    .join("\n");
}

const HELPERS = `
class _Stepped:
    def __init__(self, target):
        self.target = target
    def __setitem__(self, index, values):
        places = list(range(*index.indices(len(self.target))))
        values = list(values)
        if len(values) != len(places):
            raise ValueError("attempt to assign sequence of size %d to extended slice of size %d"
                % (len(values), len(places)))
        for place, value in zip(places, values):
            self.target[place] = value

def _answered(source, name, calls, fresh, stateful, mark):
    import io, json, sys
    say, made, begun = print, [], False
    try:
        space = {"__name__": "__main__", "_stepped": _Stepped}
        exec(compile(source, "program", "exec"), space)
        function = space.get(name)
        if not callable(function):
            answer = {"fault": {"type": "NotDefined"}}
        else:
            begun = True
            values, changed = called(function, json.loads(calls), fresh, stateful, made)
            answer = {"values": values, "changed": changed}
    except BaseException as error:
        told = io.StringIO()
        sys.print_exception(error, told)
        at = [line for line in told.getvalue().split("\\n") if line.startswith('  File "program", line ')]
        line = int(at[-1][23:].split(",")[0]) if at else None
        answer = {"fault": {"type": type(error).__name__, "message": str(error)[:300], "line": line,
            "call": len(made) if begun else None}}
    say(mark + json.dumps(answer))
`;

/**
 * The whole that is run: it prints the answer after the mark, last.
 *
 * @param {string} harness the text of rope_core/exercises/harness.py
 * @param {WriteExercise} exercise
 * @param {string} source the learner's
 * @param {string} mark
 */
export function programOf(harness, exercise, source, mark) {
  // A text of JSON is one of Python.
  const text = (/** @type {unknown} */ value) => JSON.stringify(value);
  const fresh = `[${exercise.fresh.map((one) => (one ? "True" : "False"))}]`;
  const stateful = exercise.stateful ? "True" : "False";
  return `${adapted(harness)}
${HELPERS}
_answered(${text(adapted(source))}, ${text(exercise.function)}, ${text(text(exercise.calls))}, ${fresh}, ${stateful}, ${text(mark)})
`;
}

/**
 * What was printed, taken apart: the learner's own, and the answer.
 *
 * @param {import("./sandbox.js").Run} run
 * @param {string} mark
 */
export function answerOf({ out, crashed, late }, mark) {
  const at = out.lastIndexOf(mark);
  const printed = at < 0 ? out : out.slice(0, at);
  const fault = (/** @type {string} */ type) => ({ printed, answers: { fault: { type } } });
  if (late) return fault("TooSlow");
  if (crashed) return fault("Crashed");
  if (at < 0) return fault("NoAnswer");
  try {
    return { printed, answers: JSON.parse(out.slice(at + mark.length)) };
  } catch {
    return fault("NoAnswer"); // more was printed than is read
  }
}
