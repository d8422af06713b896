// Opens Argyle Link with a token of this server, and hands Link a new one when the first expires.

const button = document.getElementById('connect');
const status = document.getElementById('status');
const { linkScript, sandbox } = button.dataset;

// The server gives up after 30 seconds. This limit is for a network that loses its response.
const TOKEN_TIMEOUT = 45_000;

const UNREACHABLE = 'This site cannot be reached. Check your connection, and try again.';
const NO_LINK = 'Argyle Link could not be loaded. Check your connection and what blocks scripts, and try again.';
const BROKEN = 'Something went wrong. Please try again in a moment.';

// A failure with a message for the user of the page.
class Problem extends Error {}

let loading;

// Loads Link's script once. After a failure, the next call tries again.
function loadLink() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = linkScript;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      loading = undefined;
      reject(new Problem(NO_LINK));
    };
    document.head.append(script);
  });
  return loading;
}

// Gets a new token for the user of the session, whom the server knows.
async function newToken() {
  let response;
  try {
    response = await fetch('/api/user-token', {
      method: 'POST',
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TOKEN_TIMEOUT),
    });
  } catch {
    throw new Problem(UNREACHABLE);
  }
  // A proxy may respond with something other than JSON.
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || !answer.userToken) throw new Problem(answer.error ?? BROKEN);
  return answer.userToken;
}

async function openLink() {
  // Loads the script first, so that no token is minted in vain.
  await loadLink();
  const userToken = await newToken();
  const link = window.Argyle.create({
    userToken,
    sandbox: sandbox === 'true',
    onTokenExpired: (updateToken) => newToken().then(updateToken).catch(tell),
  });
  link.open();
}

function say(text, isProblem = false) {
  status.textContent = text;
  status.classList.toggle('problem', isProblem);
}

function tell(error) {
  say(error instanceof Problem ? error.message : BROKEN, true);
}

// Not `disabled`, which would take the focus from the button.
function setBusy(busy) {
  button.setAttribute('aria-disabled', String(busy));
}

button.addEventListener('click', async () => {
  if (button.getAttribute('aria-disabled') === 'true') return;
  setBusy(true);
  say('Opening …');
  try {
    await openLink();
    say('');
  } catch (error) {
    tell(error);
  } finally {
    setBusy(false);
  }
});

// Before the click, which reports a failure.
loadLink().catch(() => {});
