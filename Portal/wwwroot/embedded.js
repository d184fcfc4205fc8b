// Tells the page around the frame how high the bar is, so that it can make the frame fit.
(() => {
  if (parent === window) return;
  const tell = () => parent.postMessage({ parcelProgress: document.body.scrollHeight }, '*');
  // A frame out of sight is not laid out, so that nothing of it is observed before it is seen.
  tell();
  new ResizeObserver(tell).observe(document.body);
  // A page whose script came later asks.
  addEventListener('message', event => { if (event.data === 'parcelProgress') tell(); });
})();
