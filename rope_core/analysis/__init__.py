"""What follows from a rotation: shares of a score, reach, precision, attention."""
