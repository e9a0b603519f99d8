"""`first-step`: check, read, try out and fit a scheme from the command line. `scoring` does the work."""
