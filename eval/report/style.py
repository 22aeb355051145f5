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
h3 { font-size: .95rem; margin: 18px 0 4px; } h1, h2, h3, .sub { overflow-wrap:anywhere; }
.sub { color: var(--soft); margin: 0; } nav { margin: 14px 0; display:flex; flex-wrap:wrap; gap:6px 16px; }
a { color: var(--fill); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--fill2); outline-offset: 2px; }
.tiles { display:grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px; margin: 18px 0; }
.tile { background:var(--card); border:1px solid var(--rule); border-radius:8px; padding:10px 12px; }
.tile b { display:block; font-size:1.5rem; font-variant-numeric: tabular-nums; } .tile { overflow-wrap:anywhere; }
.tile span { color:var(--soft); font-size:.85rem; }
.scroll { overflow-x:auto; } svg { font: 13px system-ui, sans-serif; } svg.fit { max-width:100%; height:auto; }
.off { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); }
.bars { width:100%; table-layout:fixed; } .bars th, .bars td { border:0; padding:3px 0; font-weight:400;
  vertical-align:middle; overflow-wrap:anywhere; }
.bars th[scope=row], .bars thead th:first-child { width:30%; padding-right:14px; text-align:right; } .bars th.n, .bars td.n { width:14rem; }
.bars td.n span { display:inline-block; min-width:3rem; color:var(--soft); } .bars thead { color:var(--soft); font-size:.8rem; }
.ticks i { font-style:normal; width:0; display:flex; justify-content:center; white-space:nowrap; }
.ticks { display:flex; justify-content:space-between; }
.track { position:relative; height:18px; border-right:1px solid var(--rule);
  background: repeating-linear-gradient(to right, var(--rule) 0 1px, transparent 1px 20%); }
.track .bar { position:absolute; inset:2px auto 2px 0; background:color-mix(in srgb, var(--fill) 62%, var(--card));
  border-radius:0 2px 2px 0; }
.track .span { position:absolute; top:8px; height:2px; background:var(--ink); }
.track .span::before, .track .span::after { content:""; position:absolute; top:-3px; height:8px; width:2px; background:var(--ink); }
.track .span::before { left:-1px; } .track .span::after { right:-1px; }
@media (max-width: 620px) { .bars thead { display:none; } .bars tr { display:grid; grid-template-columns: 1fr auto; margin-bottom:6px; }
  .bars th[scope=row] { width:auto; text-align:left; } .bars td.n { width:auto; } .bars td.n span { min-width:2.2rem; }
  .bars td.plot { grid-column: 1 / -1; grid-row: 2; } }
svg .ink { fill: var(--ink); } svg .axis { fill: var(--soft); font-size: 12px; }
svg .mid { text-anchor: middle; } svg .end { text-anchor: end; }
svg .onfill { fill: var(--onfill); } svg .bar { fill: var(--fill); }
svg .grid { stroke: var(--rule); stroke-width: 1; } svg .rule { stroke: var(--soft); } svg .dot { fill: var(--fill2); }
svg .line { fill:none; stroke: var(--fill); stroke-width: 2.5; }
svg .cell { fill: color-mix(in srgb, var(--fill) calc(var(--share) * 100%), var(--card)); stroke: var(--rule); }
table { border-collapse: collapse; font-size:.92rem; } .scroll + .scroll { margin-top:18px; }
th, td { text-align:left; padding:5px 12px 5px 0; border-bottom:1px solid var(--rule);
  vertical-align: top; } .n { font-variant-numeric: tabular-nums; text-align:right; white-space:nowrap; }
.ok { color:var(--fill); } .bad { color:var(--fill2); }
.ok, .bad { font-weight:600; }
details { margin: 10px 0; border-top:1px solid var(--rule); padding-top:6px; } summary { cursor:pointer; font-weight:600; }
.note { color: var(--soft); } footer { max-width:1040px; margin: 40px auto 30px; padding:0 20px; color:var(--soft); font-size:.85rem; }
@media print { :root { --paper:#fff; --card:#fff; --ink:#000; --soft:#444; --rule:#bbb; --fill:#1f6f8b; --fill2:#8a3d1c; --onfill:#fff; }
  nav, .skip { display:none; } details, svg, .bars tr, .tile { break-inside: avoid; } h2, h3, .note { break-after: avoid; }
  @page { margin:14mm; } details::details-content { content-visibility:visible; } summary { display:none; }
  body { font-size:13px; } main, header, footer { max-width:none; padding:0; } .scroll { overflow:visible; } td { overflow-wrap:anywhere; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
