"""`python -m kabinet.cli`."""

from kabinet.cli.main import cli

cli(prog_name="kabinet")
