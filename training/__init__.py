"""What teaches the models that are kept in `data/`. Not part of the application; it has an environment of its own."""
