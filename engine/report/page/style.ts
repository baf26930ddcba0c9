/** The page's look: dark and light by `color-scheme`, which follows the reader's system until they choose. */
export const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#f3f4f6, #0c0e11); --card: light-dark(#fff, #13161a);
  --raised: light-dark(#f6f7f9, #1a1e23); --ink: light-dark(#16191d, #dfe3e8); --quiet: light-dark(#5f6774, #868f9b);
  --rule: light-dark(#dfe2e7, #262b32); --accent: light-dark(#1d5fc4, #6ea8fe); --good: light-dark(#0f7a47, #46c388);
  --bad: light-dark(#b42318, #f2766d); --warn: light-dark(#8a5a00, #e0b050); }
:root[data-theme=light] { color-scheme: light; } :root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1180px; padding: 16px 24px 40px; background: var(--ground); color: var(--ink);
  font: 13px/18px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; align-items: baseline; flex-wrap: wrap; gap: 4px 12px; margin-bottom: 12px; }
h1 { font-size: 20px; line-height: 26px; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 13px; margin: 0; }
.quiet { color: var(--quiet); } .grow { flex: 1; } code { font-size: 12px; overflow-wrap: anywhere; }
.badge { border: 1px solid var(--rule); border-radius: 4px; padding: 0 6px; color: var(--accent); font-size: 11px; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; margin: 0 0 12px; }
section > .head { display: flex; align-items: center; flex-wrap: wrap; gap: 8px; padding: 7px 14px; border-bottom: 1px solid var(--rule); }
section > .body { padding: 12px 14px; }
.warnings { list-style: none; border: 1px solid color-mix(in srgb, var(--warn) 35%, transparent); border-radius: 6px; padding: 6px 12px;
  margin: 0 0 12px; color: var(--warn); background: color-mix(in srgb, var(--warn) 10%, var(--card)); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 12px 16px; margin: 0; }
dl div { position: relative; cursor: help; border-radius: 4px; min-width: 0; } dl div:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dt { color: var(--quiet); font-size: 11.5px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } dd { margin: 0; font-size: 14px; line-height: 20px; }
dl .formula { display: none; position: absolute; z-index: 5; left: 0; top: 100%; width: 280px; padding: 6px 8px; margin-top: 4px; font-size: 11.5px; line-height: 16px;
  border: 1px solid var(--rule); border-radius: 4px; background: var(--raised); box-shadow: 0 8px 28px #0006; }
dl div:hover .formula, dl div:focus .formula { display: block; } dl div.end .formula { left: auto; right: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 12px; line-height: 16px; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--quiet); font-weight: 500; } .text { text-align: left; } .good { color: var(--good); } .bad { color: var(--bad); }
.two td { white-space: normal; vertical-align: top; } .heat td, .heat th { text-align: center; border: 1px solid var(--card); }
.heat .text { text-align: left; } .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 12px; } .two > section { min-width: 0; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; }
.level { stroke: var(--rule); } .line { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.area { fill: currentColor; opacity: 0.12; } .equity { color: var(--accent); } .other { color: var(--quiet); stroke-dasharray: 4 3; }
.bars { stroke: currentColor; fill: none; vector-effect: non-scaling-stroke; } .up { color: var(--good); } .down { color: var(--bad); }
.band { fill: var(--accent); opacity: 0.18; } .entry { fill: var(--accent); } .exit { fill: var(--card); stroke: var(--accent); stroke-width: 1.5; }
.chosen { stroke: var(--warn); stroke-width: 2; fill: none; } .span { fill: var(--warn); opacity: 0.1; } .cross { stroke: var(--quiet); stroke-dasharray: 2 3; }
button, select { font: inherit; height: 26px; padding: 0 8px; color: var(--ink); background: var(--raised); border: 1px solid var(--rule); border-radius: 4px; }
button:not(:disabled) { cursor: pointer; } button:hover:not(:disabled) { border-color: var(--quiet); } button:disabled { opacity: 0.5; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid var(--accent); }
tr[data-trade] { cursor: pointer; } tr[data-trade]:hover, tr[data-trade]:focus { background: var(--raised); } tr[aria-selected=true] { background: color-mix(in srgb, var(--warn) 16%, transparent); }
.keys b { font-size: 17px; line-height: 24px; font-weight: 600; display: block; } .keys { display: flex; flex-wrap: wrap; gap: 6px 28px; padding: 10px 14px; }
.readout { min-height: 18px; } section ul { margin: 0; padding-left: 18px; } @media print { button, select { display: none; } }
`
