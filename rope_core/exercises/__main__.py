"""python -m rope_core.exercises: the same as rope-check."""

from rope_core.exercises.terminal import main

if __name__ == "__main__":
    raise SystemExit(main())
