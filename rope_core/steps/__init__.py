"""Calculation and decision steps as data, and the reader of their formulas."""
