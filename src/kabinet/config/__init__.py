"""Settings of the process: typed variables, Django's settings, the embedded database."""
