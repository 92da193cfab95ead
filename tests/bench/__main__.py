"""`make bench`: every figure beside what is wanted, ratios taken in one run."""

from tests.bench import app, core

print(f"{'what':<52} {'measured':>22}   wanted")
for part in (core, app):
    for what, measured, wanted in part.measure():
        print(f"{what:<52} {measured:>22}   {wanted}")
