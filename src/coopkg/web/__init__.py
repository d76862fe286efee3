"""HTTP: reads the request, asks the floors below, answers with complete bytes."""
