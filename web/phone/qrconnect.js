// The desktop's side of a login by QR code: asks where it stands, by a script as WeChat's page does, and goes on
// to the callback once the phone has confirmed.
const page = document.getElementById('qr');
const { uuid, poll, callback } = page.dataset;
const SCANNED = 404;
const CONFIRMED = 405;
const CANCELLED = 403;
const LAPSED = 402;
/** After an answer that never came. */
const AGAIN_MS = 2000;

function tell(word) {
  document.getElementById('qr-state').textContent = page.dataset[word] ?? '';
}

function ask(last) {
  window.wx_errcode = 0;
  window.wx_code = '';
  const script = document.createElement('script');
  const query = new URLSearchParams({ uuid, ...(last && { last }), _: String(Date.now()) });
  script.src = `${poll}?${query}`;
  script.addEventListener('load', () => {
    script.remove();
    heed(window.wx_errcode, window.wx_code);
  });
  script.addEventListener('error', () => {
    script.remove();
    setTimeout(() => ask(last), AGAIN_MS);
  });
  document.head.append(script);
}

function heed(state, code) {
  if (state === CONFIRMED) return location.replace(callback.replace(uuid, code));
  if (state === LAPSED) return tell('lapsed');
  if (state === CANCELLED) tell('cancelled');
  if (state === SCANNED) tell('scanned');
  // What is known already is named, so that the next answer is news.
  ask(state === SCANNED || state === CANCELLED ? String(state) : '');
}

// A script that is waited for would keep the page from being loaded: the first poll comes after it.
addEventListener('load', () => setTimeout(() => ask(''), 0));
