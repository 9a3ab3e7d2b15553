from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kabinet.cli.lending import psk, schedule

VECTORS = Path(__file__).parents[1] / "vectors"
TERMS: dict[str, Any] = {
    "amount": "1000",
    "annual_rate": 24,
    "issued": "2026-11-23",
    "payments": 3,
    "day_count": "30/360",
}
FLOWS = [["2026-11-23", "-30000"], ["2026-12-23", 37200]]


def run(command: Any, *arguments: str, text: str | bytes = "") -> Result:
    return CliRunner().invoke(command, list(arguments), input=text)


def refused(result: Result) -> str:
    """Return the only line on stderr of a refusal."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith("\n")
    line, rest = result.stderr[:-1], result.stderr[-1:]
    assert rest == "\n"
    assert "\n" not in line
    assert line.startswith("kabinet: ")
    return line.removeprefix("kabinet: ")


def test_json() -> None:
    result = run(schedule, "--terms", "-", "--format", "json", text=json.dumps(TERMS))
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert list(found) == ["rows", "totals", "psk", "terms"]
    assert [row["payment"] for row in found["rows"]] == ["346.75", "346.75", "346.77"]
    assert found["rows"][0] == {
        "number": 1,
        "due": "2026-12-23",
        "days": 30,
        "payment": "346.75",
        "principal": "326.75",
        "interest": "20.00",
        "balance": "673.25",
    }
    assert found["totals"] == {"payment": "1040.27", "principal": "1000.00", "interest": "40.27"}
    assert found["psk"] == {"percent": "24.003", "roubles": "40.27"}
    assert found["terms"]["annual_rate"] == "24"


@pytest.mark.parametrize(
    "vector", json.loads((VECTORS / "schedules.json").read_text()), ids=lambda vector: vector["id"]
)
def test_vectors_from_a_file(vector: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "terms.json"
    file.write_text("\ufeff" + json.dumps(vector["terms"]), encoding="utf-8")
    found = json.loads(run(schedule, "--terms", str(file), "--format", "json").stdout)
    assert [{name: row[name] for name in vector["rows"][0]} for row in found["rows"]] == vector["rows"]


def test_csv() -> None:
    result = run(schedule, "--terms", "-", "--format", "csv", text=json.dumps(TERMS))
    rows = list(csv.reader(StringIO(result.stdout)))
    assert rows[0] == ["number", "due", "days", "payment", "principal", "interest", "balance"]
    assert rows[1] == ["1", "2026-12-23", "30", "346.75", "326.75", "20.00", "673.25"]
    assert len(rows) == 4


def test_table_is_the_default() -> None:
    lines = run(schedule, "--terms", "-", text=json.dumps(TERMS)).stdout.splitlines()
    assert lines[0].split() == ["number", "due", "days", "payment", "principal", "interest", "balance"]
    assert lines[3].split() == ["3", "2027-02-23", "31", "346.77", "339.97", "6.80", "0.00"]
    assert lines[4].split() == ["total", "1040.27", "1000.00", "40.27"]
    assert lines[6] == "full cost of credit: 24.003 % a year, 40.27 roubles"


def test_a_remark_is_said_beside_the_schedule() -> None:
    sooner = json.dumps({**TERMS, "instalment": "600"})
    sentence = "an instalment of 600 repays the loan in 2 payments, not 3"
    table = run(schedule, "--terms", "-", text=sooner)
    assert (table.exit_code, table.stdout.splitlines()[-1]) == (0, f"remark: {sentence}")
    found = json.loads(run(schedule, "--terms", "-", "--format", "json", text=sooner).stdout)
    assert found["remarks"] == [{"code": "repaid_sooner", "text": sentence}]
    rows = run(schedule, "--terms", "-", "--format", "csv", text=sooner)
    assert (len(rows.stdout.splitlines()), rows.stderr) == (3, f"kabinet: remark: {sentence}\n")


def test_psk_of_intervals_that_days_off_would_explain_only_in_part() -> None:
    flows = [["2024-10-12", -76000], ["2024-11-11", 40000], ["2024-12-09", 39000]]
    assert run(psk, "-", text=json.dumps(flows)).stdout == "32.723 % a year, base period 29 day\n"


def test_psk() -> None:
    result = run(psk, "-", text=json.dumps(FLOWS))
    assert (result.exit_code, result.stdout) == (0, "292.000 % a year, base period 30 day\n")
    result = run(psk, "-", "--format", "json", text=json.dumps(FLOWS))
    assert json.loads(result.stdout) == {"percent": "292.000", "base_period": "30 day", "roubles": "7200.00"}


@pytest.mark.parametrize("vector", json.loads((VECTORS / "psk.json").read_text()), ids=lambda vector: vector["id"])
def test_psk_vectors(vector: dict[str, Any]) -> None:
    result = run(psk, "-", text=json.dumps(vector["flows"]))
    assert result.stdout == f"{vector['psk']} % a year, base period {vector['base_period']}\n"


def test_numbers_are_taken_exactly() -> None:
    text = '{"amount": 100000.1, "annual_rate": 11.50, "issued": "2026-11-23", "payments": 1, "method": "single"}'
    found = json.loads(run(schedule, "--terms", "-", "--format", "json", text=text).stdout)
    assert (found["terms"]["amount"], found["terms"]["annual_rate"]) == ("100000.10", "11.5")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: Expecting value at line 1, column 1"),
        ("{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[]", "the terms must be an object of names and values"),
        ('{"amount": NaN}', "not JSON that can be read: a number is impossible or a name is given twice"),
        ('{"amount": 1, "amount": 2}', "not JSON that can be read: a number is impossible or a name is given twice"),
        (
            '{"amount": ' + "9" * 5000 + "}",
            "not JSON that can be read: a number is impossible or a name is given twice",
        ),
        ('{"amount": 1e99999999999999999999}', "amount: must be a number"),
        ("[" * 200_000, "not JSON that can be read: nested too deeply"),
        (b"\xff\xfe\x00", "standard input: not UTF-8 text"),
        (b"[" + b" " * 10_000_001, "cannot read standard input: larger than 10000000 bytes"),
        (json.dumps({**TERMS, "payments": 0}), "payments: must be from 1 to 1200"),
        (
            json.dumps({**TERMS, "instalment": "10"}),
            "instalment: an instalment of 10 never repays the loan: interest comes to 20.00",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_impossible_terms(text: str | bytes, message: str) -> None:
    line = refused(run(schedule, "--terms", "-", text=text))
    assert line == message or (message == "amount: must be a number" and line.startswith("not JSON that can be read"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.json")
    assert refused(run(schedule, "--terms", missing)) == f"cannot read {missing}: No such file or directory"
    assert refused(run(psk, missing)) == f"cannot read {missing}: No such file or directory"
    assert refused(run(schedule, "--terms", str(tmp_path))) == f"cannot read {tmp_path}: Is a directory"
    assert refused(run(schedule, "--terms", "a\0b")) == "cannot read 'a\\x00b': not a file"


def test_missing_arguments() -> None:
    assert refused(run(schedule)) == "--terms FILE is missing; - reads the standard input"
    assert refused(run(psk)) == "a FILE of flows is missing; - reads the standard input"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "the flows must be a list of pairs: date and amount"),
        ("[]", "there is no disbursal: one flow must be negative"),
        ('[["2026-11-23", -100]]', "there is no payment after the disbursal"),
        ('[["2026-11-23"]]', "flow 1 must be a pair: date and amount"),
    ],
)
def test_impossible_flows(text: str, message: str) -> None:
    assert refused(run(psk, "-", text=text)) == message


def test_the_commands_need_no_django() -> None:
    code = "import sys, kabinet.cli.lending; print({'django', 'holidays'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
