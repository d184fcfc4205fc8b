// <parcel-progress token="…" theme="light|dark" lang="de" colour="#1d5bb8" radius="12px"></parcel-progress>: the bar of an order on a shop's own page.
// Frames of this portal on the same page are made as high as what is in them. No dependency, no inline style: works under the page's own policy, which must allow this portal in script-src and connect-src.
(() => {
  const home = new URL('.', document.currentScript.src);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; --g: #fff; --i: #1a1c1f; --s: #5c6168; --l: #d3d5d8; --m: var(--c, #1d5bb8); --o: #fff; --w: #8a4b00; font: 1rem/1.5 system-ui, sans-serif; color: var(--i); }
    :host([data-dark]) { --g: #1c1f22; --i: #f0f1f2; --s: #a5abb3; --l: #454b52; --m: var(--d, #84b4ff); --o: #10202f; --w: #ffcf87; }
    article { background: var(--g); border: 1px solid var(--l); border-radius: var(--r, 14px); padding: 1.1rem 1.25rem; margin-block-end: .75rem; }
    h3, p, ol { margin: 0; padding: 0; list-style: none; }
    h3 { font-size: 1.25rem; line-height: 1.25; }
    .which { font-size: .875rem; font-weight: 600; }
    .which, .why, footer, .at { color: var(--s); }
    .trouble { color: var(--w); font-weight: 600; margin-block-start: .4rem; }
    ol { display: flex; margin-block-start: 1rem; }
    li { flex: 1; position: relative; text-align: center; font-size: .8125rem; line-height: 1.25; color: var(--s); padding-block-start: 1.6rem; }
    li::before { content: ""; position: absolute; inset-block-start: 0; inset-inline-start: calc(50% - .5rem); inline-size: 1rem; block-size: 1rem; box-sizing: border-box; border-radius: 50%; border: 2px solid var(--l); background: var(--g); z-index: 1; }
    li + li::after { content: ""; position: absolute; inset-block-start: .4rem; inset-inline: -50% 50%; block-size: .2rem; background: var(--l); }
    .done::before { background: var(--m); border-color: var(--m); }
    .now::before { border: 4px solid var(--m); }
    .skipped::before { border-style: dashed; border-color: var(--m); }
    li:is(.done, .now, .skipped)::after { background: var(--m); }
    .now { color: var(--i); font-weight: 600; }
    .at { display: block; font-weight: 400; }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    footer { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; background: var(--g); border: 1px solid var(--l); border-radius: var(--r, 14px); padding: .5rem 1.25rem; }
    a { color: var(--m); }
    @container (max-width: 30rem) {
      ol { flex-direction: column; gap: .5rem; }
      li { text-align: start; padding: 0; padding-inline-start: 1.75rem; }
      li::before { inset-inline-start: 0; inset-block-start: .05rem; }
      li + li::after { display: none; }
      .at { display: inline; margin-inline-start: .5rem; }
    }
    :host { container-type: inline-size; }`);

  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  class ParcelProgress extends HTMLElement {
    static observedAttributes = ['token', 'theme', 'lang', 'colour', 'radius'];

    connectedCallback() {
      this.root ??= this.attachShadow({ mode: 'open' });
      this.root.adoptedStyleSheets = [sheet, this.own = new CSSStyleSheet()];
      this.dark = matchMedia('(prefers-color-scheme: dark)');
      this.dark.addEventListener('change', this.paint = () => this.show());
      this.seen = () => { if (!document.hidden) this.ask(); };
      document.addEventListener('visibilitychange', this.seen);
      this.ask();
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
      this.dark.removeEventListener('change', this.paint);
      document.removeEventListener('visibilitychange', this.seen);
    }

    attributeChangedCallback() { if (this.root) this.ask(); }

    async ask() {
      clearTimeout(this.timer);
      const token = this.getAttribute('token');
      if (!token) return;
      let wait = 60000;
      try {
        const address = new URL(`embed/${encodeURIComponent(token)}.json`, home);
        for (const name of ['lang', 'colour'])
          if (this.getAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
        const answer = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
        if (answer.status === 404) { this.state = null; wait = 0; }
        else if (answer.ok) { this.state = await answer.json(); if (this.state.isOver) wait = 0; }
      } catch { wait = 120000; }
      this.show();
      if (wait && this.isConnected && !document.hidden) this.timer = setTimeout(() => this.ask(), wait);
    }

    show() {
      const state = this.state;
      this.root.replaceChildren();
      if (!state) return;
      const theme = this.getAttribute('theme');
      this.toggleAttribute('data-dark', theme === 'dark' || theme !== 'light' && this.dark.matches);
      const radius = /^\d{1,2}(px|rem)$/.exec(this.getAttribute('radius') ?? '')?.[0];
      this.own.replaceSync(`:host { ${state.light ? `--c: ${state.light}; --d: ${state.dark};` : ''} ${radius ? `--r: ${radius};` : ''} }`);
      const box = make('div');
      box.lang = state.language;
      box.dir = state.direction;
      for (const parcel of state.parcels) {
        const card = make('article');
        const promise = make('p');
        promise.append(make('strong', parcel.promise), ...(parcel.why ? [make('span', ' · ' + parcel.why, 'why')] : []));
        const bar = make('ol');
        bar.setAttribute('role', 'list');
        bar.setAttribute('aria-label', state.progress);
        for (const step of parcel.steps) {
          const item = make('li', step.label, step.state);
          item.append(make('span', ': ' + step.stateText, 'unseen'), ...(step.at ? [make('span', step.at, 'at')] : []));
          if (step.state === 'now') item.setAttribute('aria-current', 'step');
          bar.append(item);
        }
        card.append(...(parcel.which ? [make('p', parcel.which, 'which')] : []), make('h3', parcel.headline), promise, ...(parcel.trouble ? [make('p', parcel.trouble, 'trouble')] : []), bar);
        box.append(card);
      }
      const foot = make('footer');
      const link = make('a', state.details);
      link.href = state.link;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      foot.append(link, ...(state.powered ? [make('span', state.powered)] : []));
      box.append(foot);
      this.root.append(box);
    }
  }

  const frames = () => [...document.querySelectorAll('iframe')].filter(frame => frame.src.startsWith(home.href + 'embed/'));
  addEventListener('message', event => {
    const high = event.data?.parcelProgress;
    if (event.origin === home.origin && high > 0) frames().filter(frame => frame.contentWindow === event.source).forEach(frame => { frame.height = Math.ceil(high); });
  });
  frames().forEach(frame => frame.contentWindow.postMessage('parcelProgress', '*'));

  if (!customElements.get('parcel-progress')) customElements.define('parcel-progress', ParcelProgress);
})();
