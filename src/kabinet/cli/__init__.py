"""The `kabinet` command."""
