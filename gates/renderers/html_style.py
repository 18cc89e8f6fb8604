"""The style sheet of the page: two palettes, one scale of type, tables that become cards where there is little room.

Every pair of a text's colour and its ground has a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), which a test counts.
"""

LIGHT = {
    "paper": "#fbfbf9",
    "sheet": "#f3f3ef",
    "ink": "#1b1c1e",
    "quiet": "#5a5d63",
    "rule": "#dcdcd6",
    "shade": "#c4c6c2",
    "mark": "#3a56b0",
    "pass": "#1c6b3f",
    "warn": "#8a5200",
    "fail": "#b3261e",
    "unjudged": "#6a3fa0",
}
"""Name → colour: the ground, the ground of what stands out, text, quiet text, lines, pale bars, links and charts, outcomes."""
DARK = {
    "paper": "#141517",
    "sheet": "#1d1f22",
    "ink": "#ececea",
    "quiet": "#a4a7ad",
    "rule": "#303338",
    "shade": "#4a4e55",
    "mark": "#9bb3ff",
    "pass": "#74cf9a",
    "warn": "#eeb35a",
    "fail": "#ff8f85",
    "unjudged": "#c3a9f7",
}


def _declare(palette: dict[str, str]) -> str:
    return ";".join(f"--{name}:{color}" for name, color in palette.items())


_BASE = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:clamp(1.5rem,5vw,4.5rem) clamp(1rem,4vw,3rem) 3rem;background:var(--paper);
color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
p{margin:0 0 .75rem;max-width:46rem}
a{color:var(--mark);text-underline-offset:.2em;text-decoration-thickness:1px}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:2px solid var(--mark);outline-offset:3px;border-radius:3px}
.symbols{position:absolute}
.name{margin:0;color:var(--quiet);font-size:.9375rem;letter-spacing:.01em}
h1,h2,h3{line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
h1{display:flex;align-items:center;gap:.4em;margin:.35rem 0 1.25rem;font-size:clamp(2.25rem,7vw,3.5rem);font-weight:650;
letter-spacing:-.03em}
h2{margin:3.25rem 0 1rem;font-size:1.375rem;font-weight:620}
h3{margin:2.5rem 0 .75rem;font-size:1.0625rem;font-weight:620}
.lead,.evidence,.told,.task{overflow-wrap:anywhere}
.lead{font-size:clamp(1.0625rem,2.4vw,1.25rem);line-height:1.45}
.evidence,.legend,.left-out,.told,footer{color:var(--quiet);font-size:.875rem;line-height:1.5}
.legend{margin-bottom:.25rem}
.gate{margin-top:4.5rem;padding-top:.25rem;border-top:1px solid var(--rule)}
.gate>h2{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;margin-top:2rem;font-size:1.75rem}
.gate>h2 .outcome{font-size:1rem;letter-spacing:0}
.path,.places{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.8125rem;
overflow-wrap:anywhere}
.places{color:var(--quiet)}
.outcome{display:inline-flex;align-items:center;gap:.45em;font-weight:560;white-space:nowrap}
.sign{flex:none;width:1.1em;height:1.1em;fill:currentColor}
.pass{color:var(--pass)}.warn{color:var(--warn)}.fail{color:var(--fail)}.unjudged{color:var(--unjudged)}
.skipped,.waived{color:var(--quiet)}
h1.pass,h1.warn,h1.fail,h1.unjudged,h1.skipped{color:var(--ink)}
h1.pass .sign{color:var(--pass)}h1.warn .sign{color:var(--warn)}h1.fail .sign{color:var(--fail)}
h1.unjudged .sign{color:var(--unjudged)}
.way{margin:3rem 0;padding:1.5rem clamp(1rem,3vw,2rem) 1.25rem;background:var(--sheet);border-radius:.75rem}
.way>h2,.way>h3{margin-top:0}
.task{font-size:1.0625rem;margin:1.25rem 0 .5rem}
.way>h2+.task,.way>h3+.task{margin-top:0}
details{margin:.75rem 0 1.5rem}
summary{width:fit-content;padding:.25rem 0;color:var(--mark);cursor:pointer;font-size:.9375rem}
footer{margin-top:5rem;padding-top:1rem;border-top:1px solid var(--rule)}
"""
_TABLES = """
.wide{overflow-x:auto;margin:0 0 1rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.45}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:.7rem 1.25rem .7rem 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{padding-bottom:.4rem;color:var(--quiet);font-size:.8125rem;vertical-align:bottom;white-space:nowrap}
.title{width:38%;overflow-wrap:anywhere}
.tight{width:auto;min-width:min(26rem,100%)}
.tight th,.tight td{width:auto}
.gates .title{width:9rem;min-width:0}
tbody .title{min-width:11rem;font-weight:520}
.told{display:block;max-width:38rem;font-weight:400}
.state,.number,.gauge,.plot{width:1%;white-space:nowrap}
.number{text-align:right}
.number strong{font-weight:620}
span.gauge{display:flex;align-items:center;gap:.75rem;width:auto}
span.gauge>span,th.gauge bdi{display:inline-block;min-width:4rem;text-align:right}
.short{white-space:nowrap}
.long{display:inline-block;min-width:8rem;overflow-wrap:anywhere}
td .outcome{font-size:.875rem}
.scale{display:flex;width:140px;font-size:.6875rem}
.scale span{flex:1;text-align:center}
.scale span:first-child{text-align:left}.scale span:last-child{text-align:right}
"""
_CHARTS = """
td svg{display:block}
td .sign{display:inline-block}
.meter,.bar{flex:none;width:7rem;height:6px;overflow:visible}
.number .meter{width:100%;min-width:8rem;margin:.4rem 0 .25rem}
.tallied{max-width:38rem;margin:0 0 1.25rem}
.tally{width:100%;height:10px}
.tally rect{fill:var(--shade);stroke:var(--paper);stroke-width:2;vector-effect:non-scaling-stroke}
.tally .fail{fill:var(--fail)}.tally .unjudged{fill:var(--unjudged)}.tally .warn{fill:var(--warn)}.tally .pass{fill:var(--pass)}
.tallied p{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;margin:.35rem 0 0;font-size:.875rem}
.track{fill:var(--rule)}.upper{fill:var(--shade)}
.value{fill:var(--mark)}
.meter line{stroke:var(--ink);stroke-width:2}
.meter line.baseline{stroke:var(--quiet);stroke-dasharray:2 2}
.trend polyline{fill:none;stroke:var(--quiet);stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
.trend circle,.dot{fill:var(--mark)}
.change{margin:.15rem 0 .2rem;overflow:visible}
.zero{stroke:var(--shade)}
.change .bound{stroke:var(--quiet);stroke-dasharray:2 2}
.whisker{fill:none;stroke:var(--mark);stroke-width:1.5}
"""
_CARDS = """
@media screen and (max-width:52rem){
.wide{overflow-x:visible;overflow-wrap:anywhere}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,tbody th,td{display:block;min-width:0}
tr{padding:.9rem 0;border-bottom:1px solid var(--rule)}
tbody th,td{width:auto!important;padding:.15rem 0;border:0}
tbody .title{padding-bottom:.4rem}
td:empty{display:none}
td[data-label]:not(.state):not(:empty){display:grid;grid-template-columns:minmax(4rem,6.25rem) minmax(0,1fr);column-gap:1rem;
text-align:left;white-space:normal}
td[data-label]:not(.state)::before{content:attr(data-label);grid-row:1/9;color:var(--quiet);font-size:.8125rem;line-height:1.75}
td:not(.state)>*{grid-column:2;min-width:0}
span.gauge>span{min-width:3.5rem;text-align:left}
.meter,.bar{width:auto;flex:1;max-width:12rem}
}
"""
_PAPER = """
@page{margin:14mm 12mm}
@media print{
body{max-width:none;padding:0;font-size:.8125rem}
.gate,.way{break-inside:auto}
tr,h1,h2,h3,.task{break-inside:avoid}
h1,h2,h3{break-after:avoid}
thead{display:table-header-group}
details::details-content{content-visibility:visible;display:block}
.wide{overflow:visible}
table,td .outcome{font-size:.75rem}
th,td{padding:.35rem .55rem .35rem 0}
tbody .title{min-width:6rem}.long{min-width:5rem}
.short{white-space:normal}
.number .short{white-space:nowrap}
.path,.places,.told,.legend{font-size:.6875rem}
.meter,.bar{width:4rem}
.number .meter{min-width:5rem}
.way{padding:1rem;border:1px solid var(--rule);background:none}
.meter,.bar,.tally,.trend,.change,.sign{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media (forced-colors:active){
.value,.dot,.trend circle{fill:CanvasText}.track{fill:none;stroke:CanvasText}
.tally .fail{fill:CanvasText}.tally rect{fill:Canvas;stroke:CanvasText}
.whisker,.trend polyline,.meter line,.zero,.bound{stroke:CanvasText}
}
"""
STYLE = "".join(
    (
        f"\n:root{{color-scheme:light dark;{_declare(LIGHT)}}}\n",
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_declare(DARK)}}}}}",
        _BASE,
        _TABLES,
        _CHARTS,
        _CARDS,
        _PAPER,
    )
)
"""In ASCII, without anything that ends a style element."""
