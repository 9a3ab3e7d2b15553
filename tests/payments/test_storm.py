import os
import subprocess
import sys

from kabinet.config.environment import environment


def test_every_loan_is_credited_once_whatever_happens() -> None:
    url = environment().database_url
    assert url is not None
    done = subprocess.run(
        [sys.executable, "-m", "kabinet.cli", "storm", "--payments=10", "--notifications=200", "--patience=90"],
        env={
            **os.environ,
            "KABINET_DATABASE_URL": url.get_secret_value(),
            "DJANGO_SETTINGS_MODULE": "kabinet.config.settings",
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Займов зачислено ровно один раз: 10 из 10" in done.stdout
    assert "Уведомлений принято: 200" in done.stdout
