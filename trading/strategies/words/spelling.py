"""Slips of the keyboard in words that rules are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trading.strategies.words.reading import Notes
from trading.words.names import Lexicon
from trading.words.tokens import Kind, Token

_SAID = """
    above average below beneath between bollinger breaks buying closes crosses crossing crossover drops equity
    exponential falling falls golden higher histogram holding lower macd moving overbought oversold percent
    position price profit rises rising sell selling shares short signal stochastic stop supertrend target trail
    trailing under until upper volatility volume weekly when whenever while
"""
_NEAR = """
    after again averages backtest bands bend bends buy climbs close closed closing clover cold cover cross
    crossed daily days death dollars donchian either enter every except exit exits fell fold for gains gold half
    hands hell high highs hits hold jumps kelly keltner least less lone long lose loses loss losses lost lover
    lows lung made make market meets middle mold momentum money month months moon more moves negative news open
    opens over period positive priced prices pride prime purchase reaches risk risking rose sail shart shore
    shot simple size sized slop sold start starts state states stays step steps still stock stocks stoop store
    story strategy string strong take taken takes taking tale tell text than thank that their them then there
    these they this those time times today told touches trade trades trend turns twice unless wait week weeks
    weight weighted where whole with without year years yesterday
"""
_MENDS_TO = tuple(_SAID.split())
_WORDS = frozenset(_MENDS_TO) | frozenset(_NEAR.split())
"""What rules are said with, and ordinary words near to those that are not to be taken for them."""


def mended(tokens: Sequence[Token], known: Lexicon, notes: Notes) -> list[Token]:
    """Return the tokens with slips mended; each is noted. Names of what can be traded are left as they are."""
    names = {word for name in known.names for word in name}
    return [_mended(token, known, names, notes) for token in tokens]


def _mended(token: Token, known: Lexicon, names: Iterable[str], notes: Notes) -> Token:
    word = token.low
    if token.kind is not Kind.WORD or not word.isalpha() or not 4 <= len(word) <= 14 or token.text.isupper():
        return token
    if word in _WORDS or word in names or known.by_symbol(token.text) is not None:
        return token
    near = [each for each in _MENDS_TO if _is_slip(word, each)]
    if len(near) != 1:
        return token
    notes.assume(f"“{token.text}” is read as “{near[0]}”.")
    return replace(token, low=near[0])


def _is_slip(word: str, meant: str) -> bool:
    """Say whether two letters are swapped, or one is missing, too many or, in a longer word, wrong."""
    if word[0] != meant[0] or abs(len(word) - len(meant)) > 1:
        return False
    if len(word) == len(meant):
        wrong = [n for n in range(len(word)) if word[n] != meant[n]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return word[wrong[0]] == meant[wrong[1]] and word[wrong[1]] == meant[wrong[0]]
        return len(wrong) == 1 and len(word) > 5
    short, long = sorted((word, meant), key=len)
    return len(short) >= 4 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
