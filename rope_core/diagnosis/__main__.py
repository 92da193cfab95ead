"""python -m rope_core.diagnosis: the same as rope-check."""

from rope_core.diagnosis.terminal import main

if __name__ == "__main__":
    raise SystemExit(main())
