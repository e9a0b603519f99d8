"""How well First Step does what it claims, on sentences it was not made from: `make evaluate`."""
