// Makes or uses a passkey, then sends the form it stands in. The button stays hidden where there are none.
// <form data-behaviour="passkey" data-do="create|get" data-options="#json" or data-fetch="/url/" data-failed="…">
//   with <input name="credential" type="hidden">, a <button data-go hidden> and an element [data-passkey-note] inside.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const list = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function understood(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  if (key.excludeCredentials) key.excludeCredentials = list(key.excludeCredentials);
  if (key.allowCredentials) key.allowCredentials = list(key.allowCredentials);
  return { publicKey: key };
}

function written(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: words(answer.clientDataJSON) };
  if (answer.attestationObject) {
    response.attestationObject = words(answer.attestationObject);
    response.transports = answer.getTransports?.() ?? [];
  } else {
    response.authenticatorData = words(answer.authenticatorData);
    response.signature = words(answer.signature);
    response.userHandle = answer.userHandle ? words(answer.userHandle) : null;
  }
  return JSON.stringify({
    type: credential.type, id: credential.id, rawId: words(credential.rawId), response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function asked(form) {
  if (!form.dataset.fetch) {
    const given = JSON.parse(document.querySelector(form.dataset.options).textContent);
    return given.creation_options ?? given.request_options;
  }
  const answer = await fetch(form.dataset.fetch, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

async function made(form) {
  const options = understood(await asked(form));
  if (form.dataset.do !== "create") return navigator.credentials.get(options);
  const passwordless = form.querySelector("[name=passwordless]")?.checked ?? true;
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    userVerification: passwordless ? "required" : "preferred",
  };
  return navigator.credentials.create(options);
}

export function attach(form) {
  const button = form.querySelector("[data-go]");
  if (!window.PublicKeyCredential || !window.isSecureContext) return;
  button.hidden = false;
  const go = async (event) => {
    event.preventDefault();
    const note = form.querySelector("[data-passkey-note]");
    note.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      form.querySelector("[name=credential]").value = written(await made(form));
      form.submit();
    } catch {
      button.removeAttribute("aria-busy");
      note.textContent = form.dataset.failed;
      note.hidden = false;
    }
  };
  button.addEventListener("click", go);
  form.addEventListener("submit", go);
}
