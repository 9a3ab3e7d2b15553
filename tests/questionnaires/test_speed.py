"""How long a questionnaire takes to be judged."""

import time

from kabinet.questionnaires.engine import parse_definition, validate
from tests.questionnaires.engine.forms import CONTEXT, field, step


def test_a_hundred_fields_are_judged_quickly():
    kinds = ["text", "money", "date", "phone", "inn"]
    raw = {"text": "Казань", "money": "100.00", "date": "2020-01-01", "phone": "+79991234567", "inn": "7707083893"}
    steps = [
        step(
            f"s{n}",
            *(
                field(
                    f"f{n}_{index}",
                    kinds[index % 5],
                    required={"!!": {"var": "f0_0"}},
                    visible={"!": {"missing": ["f0_0"]}},
                )
                if (n, index) != (0, 0)
                else field("f0_0")
                for index in range(10)
            ),
        )
        for n in range(10)
    ]
    definition = parse_definition({"code": "big", "title": "Big", "steps": steps})
    answers = {code: raw[entry.field.type.value] for code, entry in definition.entries.items()}
    assert validate(definition, answers, CONTEXT) == ()
    spent = []
    for _ in range(20):
        start = time.process_time()
        validate(definition, answers, CONTEXT)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.005
