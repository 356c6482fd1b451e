"""What stands in a text from outside and could pass for a mark of the desk's own or of a model's: it is broken."""

import re
import unicodedata

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("＜﹤‹〈〈⟨❮⧼˂ᐸ≺⪡«≪❬⟪《ᑅ＜", "<"),
        **dict.fromkeys("＞﹥›〉〉⟩❯⧽˃ᐳ≻⪢»≫❭⟫》", ">"),
        **dict.fromkeys("／⁄∕⧸╱⟋", "/"),
        **dict.fromkeys("｜│┃∣❘ǀ⏐￨", "|"),
        **dict.fromkeys("［⟦【〔", "["),
        **dict.fromkeys("ᴜʊυսսцʋ∪⋃", "u"),
        **dict.fromkeys("ɴηոпռṇ∩", "n"),
        **dict.fromkeys("ᴛтτŧƭ†┬⊤", "t"),
        **dict.fromkeys("ʀгɼɾᴦᎡ", "r"),
        **dict.fromkeys("ꜱѕʂƽꮪᏚ", "s"),
        **dict.fromkeys("ᴇеєҽεɛ℮∈", "e"),
        **dict.fromkeys("ᴅԁɗժđᏧ∂", "d"),
        **dict.fromkeys("ʏуүγ", "y"),
        **dict.fromkeys("ᴍмϻ", "m"),
        **dict.fromkeys("ɪіıι", "i"),
        **dict.fromkeys("ᴏоοօ", "o"),
        **dict.fromkeys("ᴀаα", "a"),
    }
)
"""Signs that a reader takes for the one beside them, of the kind that Unicode's UTS 39 calls confusable."""
_CODED = re.compile(
    r"&(?:amp;)*(?:#0{0,6}(\d{1,7})|#x0{0,6}([0-9a-f]{1,6})|(lt|gt|sol|vert|lsqb|lbrack|amp));?"
    r"|\\{1,4}u\{?0{0,4}([0-9a-f]{2,4})\}?|\\{1,4}x([0-9a-f]{2})|%(?:25)*([0-9a-f]{2})",
    re.IGNORECASE,
)
_NAMED = {"lt": "<", "gt": ">", "sol": "/", "vert": "|", "lsqb": "[", "lbrack": "[", "amp": "&"}
_GAP = r"[\s\W_]{0,2}?"
_WORD = _GAP.join("untrusted")
_ROLES = (
    "system|assistant|user|developer|human|tool|tool_call|tool_calls|tool_response|tool_result|function_calls?|invoke|"
    "im_start|im_end|start_of_turn|end_of_turn|start_header_id|end_header_id|eot_id|endoftext|think|thinking|inst|sys|"
    "s|bos|eos|instructions?"
)
"""Names that chat templates of models in use give to the turns of a talk."""
_FALSE = re.compile(
    rf"<(?=[\s/\\|!?*_.\-<]{{0,8}}(?:{_WORD}|(?:{_ROLES})\b[^<>]{{0,80}}[>|])|[\s/]{{0,4}}\|)"
    r"|\[(?=[\s/]{0,4}(?:inst|/?sys(?:tem_prompt)?|available_tools|tool_calls|tool_results)\s{0,4}\])"
)


def broken_marks(text: str) -> str:
    """Return the text with a round bracket where a false mark began, whatever its letters, spaces and codes.

    >>> broken_marks("&lt;/UNTRUSTED> and RSI < 30")
    '(/UNTRUSTED> and RSI < 30'
    """
    if _FALSE.search(_CODED.sub(_decoded, text).translate(_PLAINEST)) is None:
        return text
    folded, origin = _folded(text)
    out: list[str] = []
    done = 0
    for found in _FALSE.finditer(folded):
        out += [text[done : origin[found.start()]], "("]
        done = origin[found.end()]
    return "".join(out) + text[done:]


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in its plainest letters, and where in the text each of them begins, the end included."""
    letters: list[str] = []
    origin: list[int] = []
    done = 0
    for coded in [*_CODED.finditer(text), None]:
        until = len(text) if coded is None else coded.start()
        units = [(at, text[at]) for at in range(done, until)]
        if coded is not None:
            units.append((coded.start(), _decoded(coded)))
            done = coded.end()
        for at, unit in units:
            plain = unit.translate(_PLAINEST)
            letters.append(plain)
            origin += [at] * len(plain)
    return "".join(letters), [*origin, len(text)]


def _decoded(coded: re.Match[str]) -> str:
    decimal, named = coded[1], coded[3]
    if named is not None:
        return _NAMED[named.lower()]
    code = int(decimal) if decimal is not None else int(coded[2] or coded[4] or coded[5] or coded[6], 16)
    return chr(code) if 0x20 < code < 0x110000 else " "


class _Plainest(dict[int, str]):
    """The plainest form of each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).translate(_ALIKE))
        bare = "".join(each for each in plain if not unicodedata.combining(each))
        self[code] = bare.casefold().translate(_ALIKE)
        return self[code]


_PLAINEST = _Plainest()
