// Keeps an open page up to date, and lets a number be copied. The page is whole without it.
(() => {
  const page = () => document.getElementById('page');
  const news = document.getElementById('news');
  const path = location.pathname.replace(/\/$/, '');

  const ready = () => {
    document.querySelectorAll('.copy[hidden]').forEach(button => { button.hidden = !navigator.clipboard; });
    // The viewer's own clock, beside a clock of another offset.
    const shape = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    page().querySelectorAll('.clock time').forEach(time => {
      const [, sign, hours, minutes] = /T.*([+-])(\d\d):(\d\d)$/.exec(time.dateTime) ?? [];
      const at = new Date(time.dateTime);
      if (!sign || -at.getTimezoneOffset() === (sign === '-' ? -1 : 1) * (hours * 60 + +minutes)) return;
      const yours = document.createElement('small');
      yours.textContent = page().dataset.yours.replace('{time}', shape.format(at));
      time.parentElement.append(yours);
    });
  };

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
        const answer = await fetch(path + location.search, { cache: 'no-store', credentials: 'omit', headers: { accept: 'text/html' } });
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
    const shortest = 3000, longest = 60000, deaf = 50000;
    let source, timer, wait = shortest, heard = 0;
    // A stream is opened anew with what the page shows by now, so that nothing is told twice and nothing is missed; after failures ever later, up to a minute.
    const follow = () => {
      clearTimeout(timer);
      source?.close();
      heard = Date.now();
      source = new EventSource(path + '/live?since=' + page().dataset.version + location.search.replace('?', '&'));
      const listens = () => { heard = Date.now(); wait = shortest; };
      source.addEventListener('open', listens);
      source.addEventListener('beat', listens);
      source.addEventListener('changed', () => { listens(); refresh().catch(() => {}); });
      source.addEventListener('error', () => {
        source.close();
        clearTimeout(timer);
        if (page().hasAttribute('data-over')) return;
        timer = setTimeout(follow, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, longest);
      });
    };
    // A phone that slept or changed its network holds a stream that nobody writes to any more.
    const wake = () => { if (!page().hasAttribute('data-over') && !document.hidden && (source.readyState === EventSource.CLOSED || Date.now() - heard > deaf)) follow(); };
    follow();
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    setInterval(wake, 20000);
    addEventListener('pagehide', () => { clearTimeout(timer); source.close(); });
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  }
})();
