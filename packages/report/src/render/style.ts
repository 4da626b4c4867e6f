/** Style of report.html: the system's fonts, light or dark as the reader has it, and light on paper. */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d8dce1; --band: #f4f6f8; --link: #0a5aa8; --warn: #a63d00; --warn-page: #fff1e8; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171b; --ink: #e6e9ed; --soft: #a2abb5; --line: #363d46; --band: #1d2228; --link: #7db8f0; --warn: #ff9d5c; --warn-page: #33210f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 78rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { max-width: 48rem; }
a { color: var(--link); }
.warning { max-width: none; margin: 0 0 1rem; padding: .75rem 1rem; border: 2px solid var(--warn); border-radius: 6px; background: var(--warn-page); color: var(--warn); font-size: 1.15rem; font-weight: 700; }
.findings { margin: 1rem 0; padding-left: 1.25rem; }
.findings > li { margin-bottom: .4rem; } .verdicts { padding-left: 1.25rem; max-width: 62rem; }
.notices { margin: 1rem 0; padding: .75rem 1rem .75rem 2rem; border-left: 4px solid var(--warn); background: var(--band); }
nav > details > ul { columns: 15rem auto; margin: 1.25rem 0 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 6px; list-style: none; font-size: .9rem; }
nav > details > ul > li { break-inside: avoid; padding: .15rem 0; }
nav ul ul { margin: 0; padding: 0 0 0 1rem; list-style: none; }
.table { overflow-x: auto; margin: .75rem 0 .25rem; }
.table:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr > :first-child { padding-left: .25rem; position: sticky; left: 0; background: var(--page); }
tbody th { font-weight: inherit; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--line); }
.group th:first-child { padding-top: .8rem; background: var(--band); font-weight: 600; }
.group span { position: sticky; left: .25rem; }
.sort { all: unset; cursor: pointer; }
.sort::after { content: " ↕"; color: var(--soft); font-weight: 400; }
[aria-sort=ascending] .sort::after { content: " ↑"; color: var(--ink); }
[aria-sort=descending] .sort::after { content: " ↓"; color: var(--ink); }
.sort:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.number { text-align: right; white-space: nowrap; }
thead th.number { white-space: normal; text-wrap: balance; }
tbody th:not(.number), td:not(.number) { min-width: 7rem; }
td:last-child:not(.number) { min-width: 14rem; overflow-wrap: anywhere; }
.notes { margin: .25rem 0 1rem; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; max-width: 48rem; }
figure { margin: .75rem 0; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: .85rem; max-width: 42rem; }
.narrow { display: none; }
@media (min-width: 66rem) { figure { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 1.5rem; align-items: start; } }
@media (prefers-color-scheme: dark) { figure svg { filter: brightness(1.35); } }
details { margin-bottom: 1.25rem; }
summary { cursor: pointer; font-size: .9rem; color: var(--link); }
@media (max-width: 43rem) { .wide { display: none; } .narrow { display: block; } th, td { padding: .3rem .5rem; } .prose td:not(.number) { min-width: 5rem; } .prose td:last-child:not(.number) { min-width: 9rem; } }
@page { margin: 20mm 15mm; }
@media print {
  :root { color-scheme: light; --page: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --band: #f2f2f2; --link: #000000; --warn: #8a3200; --warn-page: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .sort::after { display: none; } figure { display: block; }
  .wide { display: block; } .narrow { display: none; } figure svg { filter: none; }
  .table { overflow: visible; } tbody th:not(.number), td:not(.number), td:last-child:not(.number) { min-width: 0; }
  table { font-size: 8pt; } th, td { padding: .2rem .3rem; } .number { white-space: normal; }
  tr, figure, .warning, .notices { break-inside: avoid; } .group { break-after: avoid; }
  tr > :first-child { position: static; }
  h2, h3 { break-after: avoid; }
}
`

/** Printed, the warnings stand on every page. They are our own sentences: no character of theirs ends a string of CSS. */
export const pageStyle = (warnings: readonly string[]): string =>
  warnings.length === 0
    ? ''
    : `@page { @top-center { content: "${warnings.join(' ')}"; color: #8a3200; font: bold 9pt system-ui, sans-serif; } }
`
