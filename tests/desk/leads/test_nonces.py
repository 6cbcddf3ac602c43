"""Words that nobody guesses, and none of them twice."""

from desk.leads.nonces import AT_ONCE, Nonces


def test_words_are_sixteen_letters_and_never_the_same() -> None:
    nonces = Nonces()
    words = [nonces() for _ in range(3 * AT_ONCE)]
    assert {len(word) for word in words} == {16}
    assert len(set(words)) == len(words)
    assert not set(words) & {Nonces()() for _ in range(AT_ONCE)}
