// A form with data-passkey="create" or "get" asks the browser for a passkey before it is sent: the options come from data-options, the answer goes into its field "credential".
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    form.querySelector("button").disabled = true;
    said.textContent = "This browser has no passkeys, or this address is not one for them: they need https, or localhost.";
    continue;
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    said.textContent = "Follow your browser …";
    try {
      const answer = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (!answer.ok) {
        said.textContent = (await answer.json().catch(() => ({}))).title ?? "It did not work: load the page again.";
        return;
      }
      const options = await answer.json();
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      said.textContent = error.name === "InvalidStateError" ? "This device has a passkey for you already." : "It was cancelled, or no passkey was found.";
    }
  });
}
