"""What people type, paste and upload: numbers, vectors, positions, tensors, expressions.

Everything here reads a text or a file and gives plain data or a RopeError; nothing is evaluated.
"""
