"""The `kabinet` command. Subcommands load when they are called, so that the engines answer at once."""

import os
from importlib import import_module
from typing import Any

import click

from kabinet.cli.extras import NotInstalledError, needed_for, unavailable
from kabinet.config.lifeline import follow_starter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")

COMMANDS = {
    "demo": "kabinet.cli.demo:demo",
    "serve": "kabinet.cli.processes:serve",
    "worker": "kabinet.cli.processes:worker",
    "migrate": "kabinet.cli.upkeep:migrate",
    "doctor": "kabinet.cli.doctor:doctor",
    "add-staff": "kabinet.cli.upkeep:add_staff",
    "rights": "kabinet.cli.upkeep:rights",
    "publish-questionnaires": "kabinet.cli.publishing:publish_questionnaires",
    "publish-texts": "kabinet.cli.publishing:publish_texts",
    "clock": "kabinet.cli.upkeep:clock",
    "reseal": "kabinet.cli.upkeep:reseal",
    "manage": "kabinet.cli.upkeep:manage",
    "history": "kabinet.cli.history:history",
    "emulators": "kabinet.emulators.command:emulators",
    "schedule": "kabinet.cli.lending:schedule",
    "psk": "kabinet.cli.lending:psk",
    "storm": "kabinet.cli.storm:storm",
}


_EMULATORS = "What stands in for the outside services"


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        try:
            with needed_for(_EMULATORS):
                command: click.Command = getattr(import_module(module), attribute)
        except NotInstalledError as reason:
            return unavailable(cmd_name, reason)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand, which may import what the extra brings only now."""
        with needed_for(_EMULATORS):
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kabinet")
def cli() -> None:
    """Kabinet: the personal account of lenders and support funds."""
    follow_starter()
