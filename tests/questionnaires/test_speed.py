"""How long a questionnaire takes to be judged."""

import sys
from collections import Counter

from kabinet.questionnaires.engine import parse_definition, validate
from tests.questionnaires.engine.forms import CONTEXT, field, step


def test_twice_the_fields_take_twice_the_work():
    fifty, hundred = _calls_to_judge(5), _calls_to_judge(10)
    assert 1.8 * fifty < hundred < 2.2 * fifty


def _calls_to_judge(count):
    """How many functions are called to judge a questionnaire of so many steps, ten fields each."""
    kinds = ["text", "money", "date", "phone", "inn"]
    raw = {"text": "Казань", "money": "100.00", "date": "2020-01-01", "phone": "+79991234567", "inn": "7707083893"}
    rules = {"required": {"!!": {"var": "f0_0"}}, "visible": {"!": {"missing": ["f0_0"]}}}
    steps = [
        step(
            f"s{n}", *(field(f"f{n}_{index}", kinds[index % 5], **(rules if n or index else {})) for index in range(10))
        )
        for n in range(count)
    ]
    definition = parse_definition({"code": "big", "title": "Big", "steps": steps})
    answers = {code: raw[entry.field.type.value] for code, entry in definition.entries.items()}
    assert validate(definition, answers, CONTEXT) == ()
    calls = Counter()
    sys.setprofile(lambda _frame, event, _argument: calls.update([event]))
    try:
        validate(definition, answers, CONTEXT)
    finally:
        sys.setprofile(None)
    return calls["call"]
