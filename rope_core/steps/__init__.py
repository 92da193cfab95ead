"""Steps as data: of a rotation, a calculation, a decision; and the reader of their formulas."""
