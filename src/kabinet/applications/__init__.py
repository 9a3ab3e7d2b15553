"""From the first draft to the decision."""
