"""How well the tests hold the code: one thing is changed, and the tests should notice."""
