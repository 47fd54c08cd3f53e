// Makes and uses passkeys: its buttons are shown where the browser can.

const { credentials } = navigator;
const make = async (options) =>
  credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
const use = async (options) =>
  credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

async function askForOptions({ dataset, form }) {
  if (dataset.options) return JSON.parse(dataset.options);
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const response = await fetch(dataset.ask, { method: "POST", body });
  if (!response.ok) throw new Error(`asked for a passkey: ${response.status}`);
  return response.json();
}

async function press(button) {
  const [failed, known] = button.form.querySelectorAll("[role=alert]");
  failed.hidden = known.hidden = true;
  try {
    const found = await (button.dataset.passkey === "make" ? make : use)(await askForOptions(button));
    button.form.querySelector("[data-credential]").value = JSON.stringify(found.toJSON());
  } catch ({ name }) {
    // the person said no, or has none: the browser tells only them which
    (name === "InvalidStateError" ? known : failed).hidden = false;
    return;
  }
  button.form.submit();
}

const { PublicKeyCredential } = globalThis;

if (PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => press(button));
  }
}
