"""Measuring coopkg and its peers side by side, each run a process of its own, on data that are the same everywhere."""
