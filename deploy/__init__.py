"""Setting up and running the three processes."""
