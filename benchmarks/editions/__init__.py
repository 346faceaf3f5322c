"""Editions measured: jumps, folios, and the memory that an archive takes."""
