"""The style sheet of the HTML report: light and dark, wide and narrow, no font or picture from elsewhere."""

STYLE = """
:root { color-scheme: light dark; --ink: #16202c; --dim: #5b6877; --line: #d6dde5; --back: #fff;
  --up: #0b7a53; --down: #b3261e; --own: #1f5fbf }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --dim: #9aa7b6; --line: #2f3a46; --back: #12181f;
  --up: #4cc38a; --down: #ff8a80; --own: #7db0ff } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back);
  max-width: 1080px; margin: 0 auto; padding: 24px }
h1 { font-size: 26px; margin: 0 }
h2 { font-size: 18px; margin: 32px 0 8px }
p { margin: 6px 0 }
.dim { color: var(--dim) }
.heads { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 16px 0 }
.heads b { display: block; font-size: 22px; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top }
th:first-child, td:first-child, td.says, th.says { text-align: left }
td:not(.says) { white-space: nowrap }
td.says { color: var(--dim); font-size: 13px; min-width: 260px }
.up { color: var(--up) }
.down { color: var(--down) }
.note { border-left: 4px solid var(--own); padding: 4px 12px; margin: 12px 0 }
svg { width: 100%; min-width: 560px; height: auto; display: block }
svg text { font: 12px system-ui, sans-serif; fill: var(--dim) }
"""
