// Asks the browser for a passkey, and posts what it says with the form that asked.
//
// A button with `data-passkey` ("create" or "get") makes its form wait for the browser. The options
// lie in the page as JSON, with the salt of the PRF extension. What that extension yields opens the
// person's answers, so it goes into a field of its own and never into the credential, which the
// server keeps. Sentences for what can go wrong lie in the page, too.

const SETTINGS = document.getElementById("passkey-options");
const WORDS = document.getElementById("passkey-words");

const canUse = () =>
  window.isSecureContext &&
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

function bytesOf(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function say(form, word) {
  const found = WORDS.content.querySelector(`[data-for~="${word}"]`);
  const sentence = found ?? WORDS.content.querySelector('[data-for="other"]');
  const place = form.querySelector("[data-passkey-says]");
  place.replaceChildren(sentence.cloneNode(true));
}

async function ask(kind, settings) {
  const extensions = { prf: { eval: { first: bytesOf(settings.salt) } } };
  if (kind === "create") {
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(settings.publicKey);
    // A passkey that does not know its person by itself could not log them in.
    Object.assign(options.authenticatorSelection, { residentKey: "required", requireResidentKey: true });
    options.extensions = { ...options.extensions, ...extensions };
    return navigator.credentials.create({ publicKey: options });
  }
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(settings.publicKey);
  options.extensions = { ...options.extensions, ...extensions };
  return navigator.credentials.get({ publicKey: options });
}

function fill(form, credential) {
  const { prf } = credential.getClientExtensionResults();
  const posted = credential.toJSON();
  delete posted.clientExtensionResults?.prf;
  form.elements.credential.value = JSON.stringify(posted);
  form.elements.passkey_prf.value = prf?.results?.first ? textOf(prf.results.first) : "";
  if (form.elements.prf_enabled) form.elements.prf_enabled.value = prf?.enabled ? "on" : "";
}

function empty(form) {
  for (const name of ["credential", "passkey_prf", "prf_enabled"]) {
    if (form.elements[name]) form.elements[name].value = "";
  }
}

function prepare(button) {
  const form = button.form;
  form.addEventListener("submit", async (event) => {
    if (event.submitter !== button || form.elements.credential.value) return;
    event.preventDefault();
    if (!canUse()) return say(form, "unsupported");
    button.disabled = true;
    say(form, "waiting");
    try {
      fill(form, await ask(button.dataset.passkey, JSON.parse(SETTINGS.textContent)));
      button.disabled = false;
      form.requestSubmit(button);
    } catch (error) {
      empty(form);
      button.disabled = false;
      say(form, `${button.dataset.passkey}-${error.name}`);
    }
  });
  // Back in this page, what was sent once must not be sent again, nor said.
  window.addEventListener("pageshow", (event) => {
    empty(form);
    if (event.persisted) form.querySelector("[data-passkey-says]").replaceChildren();
  });
  if (!canUse()) say(form, "unsupported");
}

for (const button of document.querySelectorAll("button[data-passkey]")) prepare(button);
