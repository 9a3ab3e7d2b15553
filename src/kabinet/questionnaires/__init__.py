"""Forms of applications as data: versions and the engine that runs them."""
