// Keeps an open page up to date, and lets a number be copied. The page is whole without it.
(() => {
  const page = () => document.getElementById('page');
  const news = document.getElementById('news');
  const path = location.pathname.replace(/\/$/, '');

  const ready = () => document.querySelectorAll('.copy[hidden]').forEach(button => { button.hidden = !navigator.clipboard; });

  document.addEventListener('click', async event => {
    const button = event.target.closest?.('.copy');
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      const before = button.textContent;
      button.textContent = button.dataset.copied;
      news.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch { /* the number stands beside it */ }
  });

  let fetching = false, again = false;
  const refresh = async () => {
    if (fetching) { again = true; return; }
    fetching = true;
    try {
      do {
        again = false;
        const answer = await fetch(path, { cache: 'no-store', credentials: 'omit', headers: { accept: 'text/html' } });
        if (!answer.ok) return;
        const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('page');
        if (!next) return;
        const old = page();
        const open = [...old.querySelectorAll('details[open]')].map(details => details.id);
        const focus = old.contains(document.activeElement) ? document.activeElement : null;
        const place = focus && [...old.querySelectorAll('a, button, summary')].indexOf(focus);
        const before = new Map([...old.querySelectorAll('article')].map(card => [card.querySelector('h2').id, card.textContent]));
        open.forEach(id => { const details = next.querySelector('#' + CSS.escape(id)); if (details) details.open = true; });
        old.replaceWith(next);
        ready();
        if (focus) next.querySelectorAll('a, button, summary')[place]?.focus({ preventScroll: true });
        next.querySelectorAll('article').forEach(card => {
          const heading = card.querySelector('h2');
          if (before.get(heading.id) === card.textContent) return;
          card.classList.add('fresh');
          news.textContent = news.dataset.text + ' ' + heading.textContent;
        });
      } while (again);
    } finally {
      fetching = false;
    }
  };

  ready();
  if (path.startsWith('/t/') && window.EventSource) {
    let source;
    const follow = () => {
      source = new EventSource(path + '/live?since=' + page().dataset.version);
      source.addEventListener('changed', refresh);
      // Browsers come back by themselves but after an answer that is no stream, such as 503 of a portal that starts.
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED && !page().hasAttribute('data-over')) setTimeout(follow, 5000 + Math.random() * 10000);
      });
    };
    follow();
    addEventListener('pagehide', () => source.close());
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  }
})();
