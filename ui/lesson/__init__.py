"""What stands folded under a lesson: why, in code, sources."""
