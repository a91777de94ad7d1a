// Passkeys: hand the server's options to the browser, and the browser's answer to the server.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null,
    },
    extensions: JSON.stringify(made.getClientExtensionResults()),
  };
}

async function get(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const handle = found.response.userHandle;
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response: {
      authenticatorData: text(found.response.authenticatorData),
      clientDataJSON: text(found.response.clientDataJSON),
      signature: text(found.response.signature),
      userHandle: handle ? text(handle) : null,
    },
  };
}

function reason(form, error) {
  if (error.name === "InvalidStateError") return form.dataset.known;
  if (error.name === "SecurityError") return form.dataset.address;
  return form.dataset.refused;
}

async function ask(form) {
  const status = form.querySelector("[data-passkey-status]");
  const again = form.querySelector("[data-passkey-again]");
  const waiting = status.dataset.waiting ?? (status.dataset.waiting = status.textContent);
  again.hidden = true;
  status.textContent = waiting;
  if (!window.PublicKeyCredential) {
    status.textContent = window.isSecureContext ? form.dataset.missing : form.dataset.address;
    return;
  }
  try {
    const options = JSON.parse(form.dataset.options);
    const answer = await (form.dataset.passkey === "create" ? create : get)(options);
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    status.textContent = reason(form, error);
    again.hidden = false;
    again.focus();
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.querySelector("[data-passkey-again]").addEventListener("click", () => ask(form));
  ask(form);
}
