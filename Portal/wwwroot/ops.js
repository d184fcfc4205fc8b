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
  // Keys go to the page only while no field, button or dialog has them.
  listenKeys(page) {
    const listener = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, button, a, [role=dialog], [role=listbox]"))
        return;
      if (["j", "k", "a", "Enter", "/"].includes(event.key)) {
        event.preventDefault();
        if (event.key === "/")
          document.getElementById("queue-search")?.focus();
        else
          page.invokeMethodAsync("Pressed", event.key);
      }
    };
    document.addEventListener("keydown", listener);
    return { stop: () => document.removeEventListener("keydown", listener) };
  },
};
document.addEventListener("click", window.ops.skip, true);
// Who has not chosen a theme yet begins with that of the system.
if (!/(^|; )ops-dark=/.test(document.cookie) && matchMedia("(prefers-color-scheme: dark)").matches)
  window.ops.setDark(true);
