"""A class of sessions against a real server, without browsers: `python -m tests.load`."""
