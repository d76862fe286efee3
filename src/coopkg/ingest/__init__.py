"""Files to checked domain values; `inputs.read_data` is the way in."""
