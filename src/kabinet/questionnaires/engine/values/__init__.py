"""Single answers: from what was typed to what is stored, and from that to what is shown."""
