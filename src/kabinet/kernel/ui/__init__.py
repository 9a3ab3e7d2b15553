"""The interface kit: what the components of `templates/cotton` need from Python."""
