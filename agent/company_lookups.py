"""What the analyst may look up of companies: their figures as reported by now, one or several beside each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.lookups import symbol_of
from agent.wording import as_of, money
from trading.analysis.companies import FIRST_TOLD, company_answer, company_sentence, comparison_sentence
from trading.errors import FixInput, NoData
from trading.services import Services
from trading.types import Company, Measure
from trading.types.wire import rfc3339, to_wire

MOST_COMPARED = 12


def fundamentals_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up what one company reports: P/E, EPS, yield, margins, growth."""
    company = services.fundamentals.company(symbol_of(arguments))
    said = company_sentence(company, _measures(arguments))
    return _body(company) | {"sentence": f"{said} {_priced(company)} Source: {company.facts.source}."}


def company_comparison(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up the same figures of several companies; one without reports is named with the reason."""
    symbols = arguments.get("symbols")
    if isinstance(symbols, str):
        symbols = symbols.replace(",", " ").split()
    if not isinstance(symbols, Sequence) or not 2 <= len(symbols) <= MOST_COMPARED:
        raise FixInput(f"symbols must be a list of 2 to {MOST_COMPARED} symbols such as AAPL, MSFT")
    found: list[Company] = []
    lacking: dict[str, str] = {}
    for symbol in dict.fromkeys(symbol_of({"symbol": one}) for one in symbols):
        try:
            found.append(services.fundamentals.company(symbol))
        except NoData as fault:
            lacking[symbol] = str(fault)
    if not found:
        raise NoData("; ".join(lacking.values()))
    parts = [comparison_sentence(found, _measures(arguments)), *(f"{reason}." for reason in lacking.values())]
    parts += [_priced(one) for one in found]
    sources = ", ".join(dict.fromkeys(one.facts.source for one in found))
    return {
        "companies": [_body(one) for one in found],
        "without": lacking,
        "at": rfc3339(max(one.price_at for one in found)),
        "source": sources,
        "sentence": f"{' '.join(parts)} Source: {sources}.",
    }


def _body(company: Company) -> dict[str, Any]:
    body: dict[str, Any] = to_wire(company_answer(company))
    return {"symbol": company.symbol, "name": company.name, "at": rfc3339(company.price_at)} | body


def _priced(company: Company) -> str:
    return f"{company.symbol} {money(company.price)}, {company.price_source}, as of {as_of(company.price_at)}."


def _measures(arguments: Mapping[str, Any]) -> Sequence[Measure]:
    names = arguments.get("measures")
    if names is None or names in ("", []):
        return FIRST_TOLD
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if not isinstance(names, Sequence) or not all(name in tuple(Measure) for name in names):
        raise FixInput(f"measures must be a list of {', '.join(Measure)}, not {names!r:.60}")
    return [Measure(name) for name in names]
