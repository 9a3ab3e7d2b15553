"""Events of questionnaires."""
