"""The interface kit: components, and what pages need from Python."""
