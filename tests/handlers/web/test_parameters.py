"""Parameters of headers: what senders write, and what only an attacker would."""

import pytest

from handlers.web.parameters import read_file_name, read_header

READ = {
    "application/json": {},
    "Application/JSON ; Charset=UTF-8": {"charset": "UTF-8"},
    'text/x; a="b;c=d"; e=f': {"a": "b;c=d", "e": "f"},
    'text/x; a="say \\"x\\""; b="C:\\new"': {"a": 'say "x"', "b": "C:\\new"},
    "text/x; a=1; A=2": {"a": "1"},
    "text/x; a = 1 ; b": {"a": "1"},
    'text/x; a="open': {"a": ""},
    "text/x;;;=;": {},
    "": {},
}


@pytest.mark.parametrize("value", READ)
def test_parameters_are_read_as_senders_mean_them(value: str) -> None:
    header = read_header(value)
    assert header.parameters == READ[value]
    assert header.word == value.partition(";")[0].strip().lower()


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"name": "a"}, None),
        ({"filename": "x"}, "x"),
        ({"filename": "", "filename*": "utf-8''y"}, ""),
        ({"filename*": "UTF-8''%D0%90"}, "А"),
        ({"filename*": "idna''x"}, "x"),
        ({"filename*": "a\0b''x"}, "x"),
        ({"filename*": "utf-8''%FF"}, "\ufffd"),
    ],
)
def test_f_16_a_file_name_never_chooses_a_codec(parameters: dict[str, str], name: str | None) -> None:
    assert read_file_name(parameters) == name
