import pytest

from sandbox.telegram.detection import detect
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import ApiError
from sandbox.telegram.rendering import render


def test_nested_tags_become_entities_outer_first() -> None:
    text, entities = parse_html("<b>a <i>b</i></b> &lt;c&gt; &copy;")
    assert text == "a b <c> &copy;"
    assert entities == [{"offset": 0, "length": 3, "type": "bold"}, {"offset": 2, "length": 1, "type": "italic"}]


def test_offsets_count_utf16_units() -> None:
    assert parse_html("😀 <b>я</b>") == ("😀 я", [{"offset": 3, "length": 1, "type": "bold"}])


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<blockquote>x</blockquote>", {"type": "blockquote"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<code>x</code>", {"type": "code"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<a href="https://e.org/?a=1&amp;b">x</a>', {"type": "text_link", "url": "https://e.org/?a=1&b"}),
        ("<a href='tg://user?id=5'>x</a>", {"type": "text_link", "url": "tg://user?id=5"}),
        (
            '<tg-time unix="1700000000" format="wDT">x</tg-time>',
            {"type": "date_time", "unix_time": 1700000000, "date_time_format": "wDT"},
        ),
    ],
)
def test_every_tag_makes_its_entity(source: str, entity: dict[str, object]) -> None:
    assert parse_html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("ы <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ('<tg-time unix="soon">x</tg-time>', 'Tag "tg-time" has an invalid "unix" or "format"'),
    ],
)
def test_unbalanced_and_unknown_tags_are_refused(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_nothing_lives_inside_code_and_dangerous_links_vanish() -> None:
    assert parse_html("<code><b>x</b></code>") == ("x", [{"offset": 0, "length": 1, "type": "code"}])
    assert parse_html('<a href="javascript:alert(1)">x</a>') == ("x", [])


def test_white_space_around_the_text_is_cut() -> None:
    assert parse_html("\n  <b>x </b>  \n") == ("x", [{"offset": 0, "length": 1, "type": "bold"}])


def test_commands_mentions_and_addresses_are_found_outside_code() -> None:
    text, entities = parse_html("/take@desk_bot @anna https://e.org/a. +7 916 123-45-67 <code>/no</code>")
    kinds = [(entity["type"], entity["offset"], entity["length"]) for entity in detect(text, entities)]
    assert kinds == [
        ("bot_command", 0, 14),
        ("mention", 15, 5),
        ("url", 21, 15),
        ("phone_number", 38, 16),
        ("code", 55, 3),
    ]


def test_rendered_html_escapes_text_and_keeps_overlaps_well_formed() -> None:
    text = "<script>&"
    entities = [{"offset": 0, "length": 5, "type": "bold"}, {"offset": 3, "length": 4, "type": "italic"}]
    assert render(text, entities) == "<b>&lt;sc<i>ri</i></b><i>pt</i>&gt;&amp;"
    link = [{"offset": 0, "length": 1, "type": "text_link", "url": 'https://e.org/"onclick="x'}]
    assert 'href="https://e.org/&quot;onclick=&quot;x"' in render("x", link)
    assert render("x", [{"offset": 0, "length": 1, "type": "text_link", "url": "javascript:x"}]) == "x"
