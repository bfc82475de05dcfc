/**
 * Colours are Okabe and Ito's, which colour-blind readers tell apart; areas differ in their pattern too.
 * https://jfly.uni-koeln.de/color/
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--soft:#595959;--grid:#dcdcdc;--panel:#f4f4f2;
--import:#0072b2;--export:#d55e00;--demand:#56b4e9;--supply:#e69f00;--good:#00664b;--bad:#a83200}
@media (prefers-color-scheme:dark){:root{--paper:#161616;--ink:#ececec;--soft:#b0b0b0;--grid:#3a3a3a;--panel:#222;
--import:#56b4e9;--export:#e69f00;--demand:#56b4e9;--supply:#e69f00;--good:#39c79d;--bad:#ff9c6b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 16px 48px;max-width:900px;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px}h2{font-size:1.25rem;margin:40px 0 6px}
h3{font-size:1rem;margin:0 0 4px}p{margin:0 0 10px}small,.soft{color:var(--soft)}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin:16px 0}
dl.facts div{background:var(--panel);border-radius:6px;padding:8px 12px}
dl.facts dt{color:var(--soft);font-size:.85rem}dl.facts dd{margin:0;font-size:1.15rem;font-weight:600}
ul.checks,ul.key{list-style:none;padding:0;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:4px 18px}
ul.key{font-size:.875rem}ul.key svg{vertical-align:-2px}
.holds{color:var(--good);font-weight:600}.fails{color:var(--bad);font-weight:600}.waits{font-weight:600}
.note{background:var(--panel);border-left:4px solid var(--supply);padding:10px 14px}
.scroll{overflow-x:auto}
svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
svg.plot{display:block;width:100%;min-width:420px;height:auto}
.grid{stroke:var(--grid)}.zero,.tick{stroke:var(--soft)}
path{fill:none}
.price{stroke:var(--ink);stroke-width:2.5}.halo{stroke:var(--paper);stroke-width:6}
.retail{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:7 4}.feedin{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 3}
.demand{fill:var(--demand);fill-opacity:.55}.supply{fill:url(#hatch)}
.import,.with{fill:var(--import)}.export{fill:var(--export)}
.without{fill:var(--paper);stroke:var(--import);stroke-width:1}
.raster{display:block;width:100%;height:auto;background:var(--panel)}.raster rect{fill:var(--ink)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:24px;margin:10px 0}
.pair .scroll svg.plot{min-width:340px}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:3px 10px;border-bottom:1px solid var(--grid);text-align:right;vertical-align:middle}
th:first-child{text-align:left;font-weight:400;overflow-wrap:anywhere;min-width:7em}
thead th{color:var(--soft)}tfoot th,tfoot td{font-weight:600;border-bottom:0}
thead th{white-space:nowrap}.bills table{width:100%}td.bar{padding:2px 6px;width:50%}
td.bar svg{display:block;width:100%;min-width:90px}
.views th{vertical-align:top;width:25%}.views td{text-align:left}
code{font:.8rem ui-monospace,monospace;overflow-wrap:anywhere}
details{margin:8px 0}summary{cursor:pointer}summary:focus-visible{outline:2px solid var(--import)}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--grid:#ccc;--panel:#f4f4f2;
--import:#0072b2;--export:#d55e00;--demand:#56b4e9;--supply:#e69f00;--good:#00664b;--bad:#a83200}
@page{size:A4;margin:14mm}
body{max-width:none;padding:0;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
h2{margin-top:22px;break-after:avoid}section,svg,tr,dl.facts,.note{break-inside:avoid}.bills{break-inside:auto}
.pair{grid-template-columns:1fr 1fr}.pair .scroll svg.plot{min-width:0}
.scroll{overflow:visible}details{display:none}thead{display:table-header-group}tfoot{display:table-row-group}}
`;
