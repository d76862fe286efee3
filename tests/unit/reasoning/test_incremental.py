"""Adding and retracting: at each step the closure is what it would be from scratch."""
