"""The style sheet of the reports: light and dark, readable in print, focus always visible."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --paper:#fbfaf8; --ink:#1d2126; --soft:#5b646e; --rule:#d9d5ce; --fill:#1f6f8b; --fill2:#b4552d;
  --card:#ffffff; --onfill:#ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper:#14171a; --ink:#e8e6e1; --soft:#a3abb3; --rule:#33393f; --fill:#58b4d1;
  --fill2:#f0a070; --card:#1b1f23; --onfill:#0d1113; } }
* { box-sizing: border-box; }
body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
.skip { position:absolute; left:-999px; } .skip:focus { left:8px; top:8px; background:var(--card); padding:8px; }
main, header { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; } h1 { font-size: 1.6rem; margin: 0 0 4px; } h2 { font-size: 1.15rem; margin: 34px 0 8px; }
h3 { font-size: .95rem; margin: 18px 0 4px; }
.sub { color: var(--soft); margin: 0; } nav { margin: 14px 0; display:flex; flex-wrap:wrap; gap:6px 16px; }
a { color: var(--fill); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--fill2); outline-offset: 2px; }
.tiles { display:grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px; margin: 18px 0; }
.tile { background:var(--card); border:1px solid var(--rule); border-radius:8px; padding:10px 12px; }
.tile b { display:block; font-size:1.5rem; font-variant-numeric: tabular-nums; } .tile { overflow-wrap:anywhere; }
.tile span { color:var(--soft); font-size:.85rem; }
.scroll { overflow-x:auto; } svg { max-width:100%; height:auto; font: 13px system-ui, sans-serif; }
svg .ink { fill: var(--ink); } svg .axis { fill: var(--soft); font-size: 12px; }
svg .mid { text-anchor: middle; } svg .end { text-anchor: end; }
svg .onfill { fill: var(--onfill); } svg .bar { fill: var(--fill); } svg .whisker { stroke: var(--fill2); stroke-width: 2; }
svg .halo { stroke: var(--paper); stroke-width: 6; }
svg .grid { stroke: var(--rule); stroke-width: 1; } svg .rule { stroke: var(--soft); } svg .dot { fill: var(--fill2); }
svg .line { fill:none; stroke: var(--fill); stroke-width: 2.5; }
svg .cell { fill: color-mix(in srgb, var(--fill) calc(var(--share) * 100%), var(--card)); stroke: var(--rule); }
table { border-collapse: collapse; font-size:.92rem; }
th, td { text-align:left; padding:5px 12px 5px 0; border-bottom:1px solid var(--rule);
  vertical-align: top; } td.n { font-variant-numeric: tabular-nums; text-align:right; white-space:nowrap; }
details { margin: 10px 0; border-top:1px solid var(--rule); padding-top:6px; } summary { cursor:pointer; font-weight:600; }
.note { color: var(--soft); } footer { max-width:1040px; margin: 40px auto 30px; padding:0 20px; color:var(--soft); font-size:.85rem; }
@media print { :root { --paper:#fff; --card:#fff; --ink:#000; --soft:#444; --rule:#bbb; --fill:#1f6f8b; --fill2:#8a3d1c; --onfill:#fff; }
  nav, .skip { display:none; } details { break-inside: avoid; } h2 { break-after: avoid; } svg { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
