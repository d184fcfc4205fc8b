// What the ops pages need of the browser beyond Blazor: a remembered theme, the clipboard, and keys for the queue.
window.ops = {
  setDark(dark) {
    document.documentElement.classList.toggle("dark", dark);
    document.cookie = `ops-dark=${dark ? 1 : 0}; path=/ops; max-age=31536000; samesite=lax`;
  },
  isDark: () => document.documentElement.classList.contains("dark"),
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  },
  // The browser's zone, and whether it was chosen for axes of time.
  zones() {
    return [Intl.DateTimeFormat().resolvedOptions().timeZone, localStorage.getItem("ops-zone") ?? "UTC"];
  },
  keepZone(choice) {
    localStorage.setItem("ops-zone", choice);
  },
  // From mark to mark of an axis of time, in the order of time, whichever lane they are in.
  walk(event) {
    const from = event.target.closest?.("a.mark");
    if (!from || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key))
      return;
    const marks = [...from.closest("svg.way-axis").querySelectorAll("a.mark")]
      .map((mark) => ({ mark, at: mark.querySelector("svg").x.baseVal.value }))
      .sort((one, other) => one.at - other.at).map((one) => one.mark);
    const at = marks.indexOf(from);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: marks.length - 1 }[event.key];
    event.preventDefault();
    marks[Math.min(Math.max(to, 0), marks.length - 1)].focus();
  },
  // A link to a line of the timeline brings the focus there too.
  toLine(event) {
    const link = event.ctrlKey || event.metaKey || event.shiftKey ? null : event.target.closest?.("a[href*='#line-']");
    const line = link && document.getElementById(decodeURIComponent(link.href.baseVal ?? link.href).split("#")[1]);
    if (!line)
      return;
    event.preventDefault();
    window.ops.reach(line);
  },
  // The same for an address that names one, once the timeline is there.
  arrive() {
    const line = location.hash.startsWith("#line-") && document.getElementById(location.hash.slice(1));
    if (line)
      window.ops.reach(line);
  },
  reach(line) {
    line.scrollIntoView({ block: "center" });
    line.querySelector("button")?.focus({ preventScroll: true });
    line.classList.add("reached");
    line.addEventListener("focusout", () => line.classList.remove("reached"), { once: true });
  },
  reveal(id) {
    document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  },
  // Blazor takes links to a place on the page for its own and moves the view, not the focus.
  skip(event) {
    if (!event.target.closest(".skip-link"))
      return;
    event.preventDefault();
    document.getElementById("main")?.focus();
  },
  // Into a form of a dialog, as soon as it is there; Enter in a note sends it, with Shift it is a new line.
  focusFirst(id, frames = 600) {
    const form = document.getElementById(id);
    if (!form) {
      if (frames > 0)
        requestAnimationFrame(() => window.ops.focusFirst(id, frames - 1));
      return;
    }
    // The dialog's own trap takes the focus, some time later: until a person moves it, the first field has it.
    const first = form.querySelector("[data-first]");
    const stop = new AbortController();
    const moves = (event) => event.type === "pointerdown" || event.key === "Tab" || event.key === "Escape";
    document.addEventListener("focusin", (event) => form.isConnected ? form.contains(event.target) || first?.focus() : stop.abort(), { signal: stop.signal });
    for (const kind of ["keydown", "pointerdown"])
      document.addEventListener(kind, (event) => moves(event) && stop.abort(), { signal: stop.signal, capture: true });
    const take = (frames) => {
      first?.focus();
      if (frames > 0 && form.isConnected && !stop.signal.aborted && !form.contains(document.activeElement))
        requestAnimationFrame(() => take(frames - 1));
    };
    take(600);
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.target.tagName !== "TEXTAREA")
        return;
      event.preventDefault();
      form.requestSubmit();
    });
  },
  // Keys go to the page only while no field and no dialog has them; Enter belongs to a button or link that has the focus.
  listenKeys(page) {
    const listener = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".mud-dialog-container") || event.target.closest("input:not([type=checkbox]), textarea, select, [role=listbox]"))
        return;
      if (event.key === "Enter" && event.target.closest("button, a, input"))
        return;
      if (!"jkxatbisnrdeu*.?/".includes(event.key) && event.key !== "Enter" && event.key !== "Escape")
        return;
      event.preventDefault();
      if (event.key === "/")
        document.getElementById("queue-search")?.focus();
      else
        page.invokeMethodAsync("Pressed", event.key);
    };
    document.addEventListener("keydown", listener);
    // Said to who cannot see the page, and only while somebody listens.
    const main = document.getElementById("main");
    main?.setAttribute("aria-keyshortcuts", "j k Enter / ? u");
    return {
      stop() {
        document.removeEventListener("keydown", listener);
        main?.removeAttribute("aria-keyshortcuts");
      },
    };
  },
};
document.addEventListener("click", window.ops.skip, true);
document.addEventListener("click", window.ops.toLine, true);
document.addEventListener("keydown", window.ops.walk);
// Who has not chosen a theme yet begins with that of the system.
if (!/(^|; )ops-dark=/.test(document.cookie) && matchMedia("(prefers-color-scheme: dark)").matches)
  window.ops.setDark(true);
