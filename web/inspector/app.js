import { byId } from '../phone/element.js';
import { language, speak } from '../phone/words.js';
import { Calls } from './calls.js';
import { ClockPanel } from './clock.js';
import { control } from './control.js';
import { FaultPanel } from './faults.js';
import { LiveJournal } from './live-journal.js';
import { PushPanel } from './pushes.js';
import { RunawayPanel } from './runaways.js';
import { word, writeWords } from './words.js';

const POLL_MS = 2000;
const SETTLE_MS = 250;
const NOTICE_MS = 4000;

writeWords();
byId('language').textContent = language() === 'en' ? '中文' : 'English';

let noticeTimer;
function notify(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (byId('notice').hidden = true), NOTICE_MS);
}

/** Runs what a button asked for, and says so when the sandbox refuses. */
async function attempt(act) {
  try {
    await act();
    await refresh();
  } catch (error) {
    notify(error instanceof TypeError ? word('unreachable') : error.message);
  }
}

const clock = new ClockPanel(attempt);
const faults = new FaultPanel(attempt);
const calls = new Calls(notify);
const pushPanel = new PushPanel();
const runawayPanel = new RunawayPanel(() => attempt(() => control.forgetRunaways()));

async function refresh() {
  const [{ pushes }, { runaways }] = await Promise.all([
    control.pushes(),
    control.runaways(),
    clock.refresh(),
    faults.refresh(),
  ]);
  pushPanel.show(pushes);
  runawayPanel.show(runaways);
}

/** Every two seconds while somebody looks; a stopped sandbox is told of by the live line. */
async function poll() {
  if (!document.hidden) await refresh().catch(() => undefined);
  setTimeout(poll, POLL_MS);
}

const live = new LiveJournal({
  entries(entries) {
    calls.add(entries);
    clearTimeout(settling);
    settling = setTimeout(() => refresh().catch(() => undefined), SETTLE_MS);
  },
  cleared: () => calls.clear(),
  state: showLive,
});
let settling;

function showLive({ connected, paused, waiting }) {
  const state = word(connected ? 'connected' : 'connecting');
  byId('live').textContent = paused ? `${word('pause')} · ${waiting} ${word('waiting')}` : state;
  byId('live').dataset.state = paused ? 'paused' : connected ? 'live' : 'lost';
  byId('pause').textContent = word(paused ? 'resume' : 'pause');
  byId('pause').setAttribute('aria-pressed', String(paused));
}

byId('pause').addEventListener('click', () => live.toggle());
byId('clear').addEventListener('click', () => attempt(() => control.clearJournal()));
byId('language').addEventListener('click', () => {
  speak(language() === 'en' ? 'zh' : 'en');
  location.reload();
});

try {
  await calls.learn();
} catch {
  notify(word('unreachable'));
}
live.open();
poll();
