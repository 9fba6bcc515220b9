/** The style of the HTML page: a document to be read on a screen, printed on A4 and signed. */

export const PAGE_STYLE = `
:root { --ink: #16202c; --soft: #55606e; --line: #d5dae1; --wash: #f5f7f9; --link: #1d4e89; color-scheme: light; }
* { box-sizing: border-box; }
html { scroll-behavior: auto; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.55 "Source Sans 3", "Segoe UI", system-ui, "Noto Sans", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 2rem 5rem; }
nav { position: fixed; inset: 0 auto 0 0; width: 16rem; overflow: auto; padding: 2.6rem 1.25rem; border-right: 1px solid var(--line); background: var(--wash); font-size: .85rem; line-height: 1.35; }
nav ol { margin: 0; padding-left: 1.5rem; }
nav li { margin: .5rem 0; color: var(--soft); }
nav a { color: var(--ink); text-decoration: none; }
nav a:hover { text-decoration: underline; }
@media (min-width: 90rem) { main { margin-left: max(18rem, calc((100vw - 66rem) / 2)); } }
@media (max-width: 89.99rem) { nav { position: static; width: auto; border: 0; border-bottom: 1px solid var(--line); padding: 1rem 2rem; } nav ol { columns: 3 14rem; } }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.25rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .6rem 0; max-width: 46rem; }
p:has(> svg) { max-width: none; }
ul { padding-left: 1.25rem; max-width: 46rem; }
li { margin: .25rem 0; }
li p { margin: 0; }
code { font: .86em/1.4 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
td code { overflow-wrap: break-word; }
table[aria-label="Evidence"] td:nth-child(4) { min-width: 11rem; }
table[aria-label="Evidence"] td:nth-child(4) code { overflow-wrap: anywhere; }
a { color: var(--link); }
a[href^="#e-"], a[href="#full-log"] { font: .72rem/1 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--soft); text-decoration: none; white-space: nowrap; padding: .1em .2em; border-radius: .2em; background: var(--wash); }
nav a[href="#full-log"] { font: inherit; color: var(--ink); background: none; padding: 0; white-space: normal; }
a[href^="#e-"]:hover, a[href="#full-log"]:hover { color: var(--link); text-decoration: underline; }
a:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.explain { color: var(--soft); font-size: .875rem; }
blockquote { margin: .75rem 0; padding: .1rem 1rem; max-width: 46rem; border-left: 3px solid var(--line); color: var(--soft); }
blockquote.prompt { border-left-style: dashed; border-left-color: #9aa4b1; min-height: 4.5rem; font-style: italic; }
blockquote.prompt strong { font-style: normal; font-size: .75rem; text-transform: uppercase; letter-spacing: .04em; }
blockquote.banner { max-width: none; margin: 0 0 1.25rem; padding: .6rem 1rem; background: #7a1212; color: #fff; border: 0; font-size: 1.1rem; }
blockquote.banner a { background: none; color: #fff; text-decoration: underline; }
.people { margin: .75rem 0 1.25rem; padding: .1rem 1rem; max-width: 48rem; border-left: 3px solid var(--link); }
.people h4 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
pre { overflow-x: auto; padding: .6rem .8rem; background: var(--wash); font-size: .86em; }
.wide { overflow-x: auto; margin: .75rem 0 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: .84rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--soft); font-weight: 600; border-bottom: 1.5px solid var(--ink); white-space: nowrap; }
tbody th { font-weight: 400; }
td:last-child { padding-right: 0; }
time { white-space: nowrap; }
tr:target > * { background: #fff3c4; }
table[aria-label="Incident at a glance"] { font-size: .95rem; }
table[aria-label="Incident at a glance"] tbody th { color: var(--soft); width: 7rem; }
table[aria-label="Intervals between milestones"], table[aria-label="Impact in numbers"] { font-size: .9rem; }
table[aria-label="Actions"], table[aria-label="Plans"], table[aria-label="Evidence"], table[aria-label^="Events "] { font-size: .75rem; }
table[aria-label^="Events "] td:nth-child(4) { overflow-wrap: anywhere; min-width: 16rem; }
table[aria-label^="Events "] code { font-size: .62rem; color: var(--soft); white-space: nowrap; }
table[aria-label="Actions"] td:nth-child(7), table[aria-label="Actions"] td:nth-child(9) { min-width: 10rem; }
svg { display: block; width: 100%; height: auto; margin: .5rem 0; }
@page { size: A4; margin: 18mm 15mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #55606e; } }
@page landscape { size: A4 landscape; }
@media print {
  html { font-size: 10pt; }
  body { font-size: 1rem; }
  nav { display: none; }
  main { max-width: none; margin: 0; padding: 0; }
  .wide { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr, blockquote, svg { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8pt; }
  #actions, #actions + p, #actions-changes, .wide:has(table[aria-label="Actions"]), .wide:has(table[aria-label="Plans"]), .wide:has(table[aria-label^="Events "]) { page: landscape; }
  a { color: inherit; text-decoration: none; }
}
`;
