// Opens Argyle Link with a token of this server's, and hands Link a new one when the first has expired.

const button = document.getElementById('connect');
const status = document.getElementById('status');
const { linkScript, sandbox } = button.dataset;

// The server gives up after 30 seconds; this is for a network that swallows its answer.
const TOKEN_TIMEOUT = 45_000;

const UNREACHABLE = 'This site cannot be reached. Check your connection, and try again.';
const NO_LINK = 'Argyle Link could not be loaded. Check your connection and what blocks scripts, and try again.';
const BROKEN = 'Something went wrong. Please try again in a moment.';

// A failure whose message is for the person in front of the page.
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

// A new token for the user of the session. The server knows who that is.
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
  // A proxy on the way may answer with something that is not JSON.
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || !answer.userToken) throw new Problem(answer.error ?? BROKEN);
  return answer.userToken;
}

async function openLink() {
  // First of all: no token is minted that nothing would take.
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

// Not `disabled`: that would take the focus from the button.
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

// Ahead of the click; where it fails, the click says so.
loadLink().catch(() => {});
