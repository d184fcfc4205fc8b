namespace Tracking.Portal.Ops;

/// <summary>How evidence looks: inside the document, for a pack has to be read without the portal. One line, without anything that would be escaped in HTML.</summary>
public static class EvidenceStyle
{
    public static readonly string Css = """
        :root { color-scheme: light dark; --ink: #1d2733; --quiet: #55606c; --paper: #fff; --line: #c5ccd4; --act: #1f5fa8; --act-ink: #fff; }
        @media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --quiet: #a9b4bf; --paper: #12181f; --line: #3c4854; --act: #8ab8f0; --act-ink: #0d1b2a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: .875rem/1.45 Roboto, system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
        h1 { margin: 0; font-size: 1.5rem; font-weight: 500; }
        h2 { margin: 1.75rem 0 .25rem; font-size: 1.125rem; font-weight: 500; border-bottom: 1px solid var(--line); }
        p { margin: .25rem 0 .75rem; }
        dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .25rem 1rem; margin: 0; }
        dt { color: var(--quiet); }
        dd { margin: 0; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; font-size: .8125rem; }
        th, td { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        .quiet { color: var(--quiet); }
        .hash { font: .6875rem/1.3 ui-monospace, monospace; word-break: break-all; }
        .gone td { text-decoration: line-through; }
        dd.quiet { font-style: italic; }
        nav, form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 1rem; }
        a { color: var(--act); }
        button { padding: .55rem .9rem; font: inherit; font-weight: 500; color: var(--act-ink); background: var(--act); border: 0; border-radius: .25rem; cursor: pointer; }
        :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
        @media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
        @media print {
          :root { color-scheme: light; --ink: #000; --quiet: #333; --paper: #fff; --line: #999; }
          nav, form, .screen { display: none; }
          main { max-width: none; padding: 0; }
          tr, dd { break-inside: avoid; }
          h2 { break-after: avoid; }
        }
        """.ReplaceLineEndings(" ");
}
