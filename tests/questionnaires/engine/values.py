"""One field of every type, and cleaning an answer to it."""

from kabinet.questionnaires.engine import clean_value
from tests.questionnaires.engine.forms import CONTEXT, choices, single

NAME = single("text", alphabet="name", maximum_length=100)
FIELDS = {
    "text": single("text"),
    "name": NAME,
    "digits": single("text", alphabet="digits", minimum_length=4, maximum_length=4),
    "long": single("long_text"),
    "number": single("number", minimum=0, maximum=120),
    "share": single("number", decimals=2, step="0.25"),
    "money": single("money", minimum=0, maximum=1_000_000_000),
    "date": single("date"),
    "birth": single("date", minimum="-100y", maximum="-18y", birth=True),
    "recent": single("date", minimum="2020-01-01", maximum="today+30d"),
    "choice": single("choice", choices=choices("a", "b", "c")),
    "several": single("choice", choices=choices("a", "b", "c"), multiple=True, maximum_count=2),
    "yes_no": single("yes_no"),
    "phone": single("phone", mobile=True),
    "email": single("email"),
    "inn": single("inn", owner="person"),
    "snils": single("snils"),
    "passport": single("passport"),
    "issuer_code": single("issuer_code"),
    "bik": single("bik"),
    "account": single("account"),
    "correspondent": single("account", correspondent=True),
    "ogrn": single("ogrn"),
    "ogrnip": single("ogrnip"),
    "kpp": single("kpp"),
    "address": single("address"),
    "file": single("file", extensions=["pdf", "jpg"], maximum_size=1000, maximum_count=2),
    "consent": single("consent", text="t", purpose="p"),
    "note": single("note"),
}
PDF = {"id": "0190-abc", "name": "план.pdf", "size": 1000}


def clean(name, raw, answers=None, context=CONTEXT):
    return clean_value(FIELDS[name], raw, context, answers or {})
