"""Words of markets by what they do: rise, fall, beat, miss, please, hurt; a rare word counts as its commoner kin.

The lists are our own. The first class of a word is what it mostly is; pairs and runs of classes use that one.
"""

from functools import lru_cache

_VERBS = {
    "UP": (
        "jump soar surge climb gain rally advance rebound recover pop spike skyrocket leap rise bounce rocket "
        "pare zoom swing rip inch edge appreciate strengthen firm extend accelerate vault catapult balloon perk "
        "awaken ascend outgain rev heat roar storm"
    ),
    "DOWN": (
        "fall drop slump plunge sink slide tumble slip decline dive plummet crater crash dip retreat tank skid "
        "nosedive collapse sag stumble falter weaken ease pull lose shed wobble reel swoon halve depreciate "
        "crumble sour slow cool languish erode shrink contract evaporate drag pressure dent buckle wilt fade flag "
        "subside dwindle implode shrivel stutter sputter spiral droop recede dump plumb wither flounder flop "
        "fizzle backslide cave capitulate unravel"
    ),
    "BEAT": "beat exceed top surpass smash crush outpace outperform trounce eclipse outshine trump",
    "MISS": "miss disappoint underperform underwhelm lag trail undershoot underdeliver",
    "RAISE": (
        "raise boost lift increase hike upgrade upsize double triple quadruple expand improve add grow ramp "
        "bolster augment enlarge up elevate heighten reaffirm swell multiply build"
    ),
    "CUT": (
        "cut lower slash trim reduce downgrade downsize withdraw suspend axe scrap curtail narrow decrease prune "
        "pare lessen shave eliminate dial chop furlough"
    ),
    "GOOD": (
        "win approve secure award achieve thrive shine succeed impress delight reward cheer encourage reassure "
        "benefit profit clear unlock resolve hail applaud embrace celebrate complete reopen resume restore "
        "underpin brighten normalize stabilize outshine bet land back snap partner settle agree avert rescue heal "
        "soothe calm favor praise tout enhance innovate empower capitalize pioneer overcome like love recommend "
        "endorse greenlight flourish prosper"
    ),
    "BAD": (
        "warn sue fine fail halt delay default probe investigate recall fire resign quit ban block reject refuse "
        "hurt harm hit struggle suffer threaten worry fear concern weigh batter hammer pummel rattle spook roil "
        "allege accuse charge indict penalize cancel close shut shutter strike slap cripple devastate disrupt "
        "plague haunt flee abandon breach hack steal deny deteriorate worsen jeopardize downplay bleed burn "
        "overvalue hamper stall darken loom scare alarm slam blast blame cheat violate infect kill die destroy "
        "damage wreck ruin derail undermine cloud hobble impair impede stifle bruise ail grapple scramble brace "
        "bail oust sanction squeeze clash protest mislead miscalculate restate liquidate ditch exit snub scupper "
        "sabotage freeze ground idle evict foreclose denounce oppose decry condemn retaliate hurtle beset trouble "
        "burden punish fret agonize complain disappoint doubt question regret nix downshift endanger"
    ),
}
_WORDS = {
    "UP": (
        "rose risen up higher high highs record rallies rallied rallying uptrend upside upswing upward upwards "
        "ascent bull bulls bullish breakout green gainers gainer rebounds momentum oversold squeeze moon uptick "
        "rebound tailwind tailwinds recovery peak bid"
    ),
    "DOWN": (
        "fell fallen down lower low lows lost losing loses downtrend downside downturn downward downwards bear "
        "bears bearish red losers loser selloff selloffs sank sunk shrank shrunk rout overbought dove downtick "
        "carnage meltdown freefall correction slipping decliners laggards laggard drawdown plunging slumping "
        "bottom bloodbath"
    ),
    "BEAT": "beats topped tops topping beaten outperformance ahead above",
    "MISS": (
        "missed misses missing disappointing disappointment disappointed disappointments short shortfall below "
        "underperformance behind"
    ),
    "RAISE": (
        "raised raises hikes hiked upped growth grew grown growing outperform overweight buyback buybacks "
        "upgraded upgrades doubled doubles expansion increases increased boosts boosted lifts lifted repurchase"
    ),
    "CUT": (
        "cuts cutting slashes slashed underperform underweight downgraded downgrades layoffs layoff reduction "
        "reductions contraction cutbacks cutback"
    ),
    "GOOD": (
        "won wins strong stronger strongest strength robust solid best good great better positive optimism "
        "optimistic confidence confident upbeat attractive cheap undervalued stellar healthy success successful "
        "impressive favorable bright brighter promising loved nice hope hopes boom booming breakthrough approval "
        "approvals awards profitable profitability blowout hot winner winners opportunity excellent outstanding "
        "bargain rosy resilient calmer relief stimulus easing cheery encouraging milestone perfect powerful "
        "meteoric happy amazing awesome beautiful huge hefty premium lucrative sweet safe stable steady sturdy "
        "popular favorite truce accord breakthroughs upgrade leader leading dominant superior unbeatable gem "
        "beauty rich thriving soaring tasty surprise merry smart enthusiastic enthusiasm euphoria demand tailwind "
        "agreement"
    ),
    "BAD": (
        "bad worse worst weak weaker weakness weakest loss losses poor negative pessimistic pessimism grim bleak "
        "gloomy gloom ugly troubled troubles turmoil turbulent turbulence crisis bankrupt bankruptcy lawsuit "
        "lawsuits fraud scandal debt fears risk risks risky uncertainty warning warnings warned concerns worries "
        "worried recession slowdown slowing tariffs tariff outbreak coronavirus virus covid pandemic epidemic "
        "death deaths toll cancer penalty penalties malware ransomware stolen attack attacks strikes protests "
        "unrest war panic pain painful dismal expensive trap volatile volatility headwinds headwind delays "
        "delayed shutdown closures closure injury antitrust investigation allegations unprofitable shaky soft "
        "sluggish stagnant mess toxic heavy dead doom doomed apocalypse disaster terrible horrible awful failure "
        "dilution selling exodus crunch glut bubble illegal subpoena complaint complaints recalls fake sell "
        "broken broke corruption bribery laundering misconduct cyberattack outage leak spill explosion crashes "
        "fatal deadly lethal hurricane flood drought shortage shortages scarcity insolvent insolvency downgrade "
        "overhang backlash boycott dispute feud tension tensions retaliation sanctions embargo impeachment "
        "default delinquency writedown impairment charges restructuring layoffs miserable bitter fragile "
        "vulnerable vulnerability speculative hype underperformer stuck struggling nightmare chaos dark worthless "
        "junk suspicious unhappy angry anger anxious anxiety jitters jittery nervous cautious caution skeptical "
        "skepticism"
    ),
    "WORSE": (
        "unemployment jobless claims inflation costs cost deficit infections cases delinquencies expenses "
        "foreclosures bankruptcies imports inventories yields tax taxes prices rates cpi ppi stockpiles inventory "
        "redundancies vacancy supply spreads vix layoffs defaults"
    ),
    "VIEW": (
        "estimates estimate expectations expected consensus views view forecast forecasts guidance outlook "
        "projections target targets pt predictions est predicted guides guide sees"
    ),
    "MONEY": (
        "earnings revenue revenues sales profit profits eps income results ebitda margin margins ffo nii dividend "
        "dividends comps bookings orders shipments output production payrolls gdp pmi jobs spending exports "
        "traffic subscribers deliveries demand sentiment confidence manufacturing housing starts"
    ),
    "SHARE": "shares share stock stocks",
    "MARKET": (
        "dow nasdaq s p sp500 spx futures stoxx ftse dax nikkei sensex nifty index indexes indices markets market "
        "street equities tsx asx cac kospi djia russell qqq spy gold oil crude brent wti bitcoin treasury "
        "treasuries bonds dollar euro pound yen yuan copper silver etf"
    ),
    "NOT": (
        "not no never without neither nor cannot isn't doesn't don't didn't won't can't wasn't aren't unlikely "
        "lack lacks despite avoid avoids less fewer"
    ),
    "RATING": "buy hold neutral perform equalweight equal sector peer",
    "COVERS": "initiated initiates initiation reiterated reiterates maintains maintained resumed assumed coverage",
    "BROKER": (
        "morgan stanley goldman sachs citi citigroup jefferies ubs barclays credit suisse deutsche nomura "
        "jpmorgan wells fargo keybanc piper jaffray stifel raymond james rbc bmo cowen oppenheimer needham "
        "susquehanna evercore bernstein bofa baml merrill mizuho cantor wedbush canaccord btig stephens "
        "guggenheim macquarie hsbc baird suntrust loop roth berenberg leerink argus rosenblatt buckingham compass "
        "wolfe analyst analysts"
    ),
    "MAYBE": "could may might would should can if whether possible possibly potential likely perhaps",
    "ASKS": "why what how who when where is are does do will here's",
    "YET": "but although though however amid after before as while",
    "TELLS": (
        "reports reported announces announced declares declared presents presented webcast transcript conference "
        "presentation slideshow webinar preview calendar schedule filing filings agenda"
    ),
    "PEOPLE": "names named appoints appointed hires hired joins ceo cfo chairman director executive board president",
    "DEAL": "acquire acquires acquired acquisition merger merge takeover deal stake buyout bid offer buys purchase",
}
GOOD_FOR = frozenset({"UP", "BEAT", "RAISE", "GOOD"})
BAD_FOR = frozenset({"DOWN", "MISS", "CUT", "BAD"})


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """Return the classes of every word, those of verbs first."""
    table: dict[str, tuple[str, ...]] = {}
    verbs = [(name, form) for name, text in _VERBS.items() for verb in text.split() for form in _forms(verb)]
    words = [(name, word) for name, text in _WORDS.items() for word in text.split()]
    for name, word in verbs + words:
        if name not in table.get(word, ()):
            table[word] = (*table.get(word, ()), name)
    return table


def classes_of(token: str) -> tuple[str, ...]:
    """Return the classes of a word in lower case, none for a word that is in no list; a hashtag counts as its word."""
    return _table().get(token.lstrip("#"), ())


def _forms(verb: str) -> list[str]:
    """Return a verb and its regular forms; irregular ones are among the words."""
    if verb.endswith("e"):
        return [verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    third = f"{verb}es" if verb.endswith(("s", "x", "sh", "ch")) else f"{verb}s"
    forms = [verb, third, f"{verb}ed", f"{verb}ing"]
    if verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou":
        forms += [f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"]
    return forms
