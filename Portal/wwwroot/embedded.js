// Tells the page around the frame how high the bar is, so that it can make the frame fit.
(() => {
  if (parent === window) return;
  const tell = () => parent.postMessage({ parcelProgress: document.body.scrollHeight }, '*');
  new ResizeObserver(tell).observe(document.body);
})();
