"""The finish: one attention score of a real model, computed alone, line by line."""
