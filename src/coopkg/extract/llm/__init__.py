"""A language model as a second reader: what it says is a proposal at most, and only where our own reading agrees."""
