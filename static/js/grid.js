/* The entry grid and the appraiser's desk. Progressive enhancement only: without this file every row has its button.
   One row is saved at a time. What cannot be saved stays in the page, is sent again, and is never called saved.
   All rows of the grid stand in one form, so their inputs are named by row: "12-done"; on the desk a row is a form. */
const WAITS = [2, 5, 15, 30];                              // seconds between tries while the server does not answer
const PATIENCE = 20000;                                    // milliseconds until a request counts as lost
const moving = new Set();                                  // rows on their way to the server
const waiting = new Map();                                 // row → { tries, timer }: the server was not reached
const refused = new Set();                                 // rows the server did not store, with words saying why
const sent = new WeakMap();                                // row → what its inputs held when it was last sent
let afterwards = null;                                     // what was clicked while something was still on its way

const byId = id => document.getElementById(id);
const rowOf = el => el.closest?.('tr.r');
const codeOf = row => row.querySelector('th i').textContent;
const keyOf = row => row.id.slice(2);
const inputsOf = row => row.querySelectorAll('input:not([type=hidden]),select,textarea');
const short = el => el.name.replace(/^\d+-/, '');
const own = (row, name) => row.querySelector(`[name="${name}"],[name="${keyOf(row)}-${name}"]`);
const seenOf = row => row.querySelector('.st>[name$="-v"],form>[name=v]');     // what was seen; none where nobody types
const addressOf = seen => (seen.matches('button') ? seen.formAction : seen.form.action);
const send = row => htmx.trigger(row, 'save');
const cookie = name => (document.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1] || '';
const clock = () => new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
const held = el => (el.type === 'checkbox' ? el.checked : el.value);
htmx.config.timeout = PATIENCE;

/* --- what the foot of the page says ---------------------------------------------------------------------------- */
function report() {
  const words = byId('saved')?.querySelector('span');
  const codes = rows => [...rows].map(row => codeOf(row)).join(', ');
  if (words) {
    words.textContent = moving.size ? `Đang lưu ${codes(moving)}…`
      : waiting.size ? `${waiting.size} dòng chưa lưu, đang thử lại…`
        : refused.size ? `Chưa lưu ${codes(refused)}: xem lời nhắc ở dòng`
          : `Đã lưu tất cả lúc ${clock()}`;
    byId('saved').classList.toggle('moving', moving.size > 0);          // the tick stands only beside what is saved
    byId('saved').classList.toggle('unsaved', waiting.size + refused.size > 0);
  }
  if (moving.size || waiting.size || !afterwards) return;
  const go = afterwards;
  afterwards = null;
  if (!refused.size) go();                                 // otherwise stay: something must be mended first
}
function mark(row, template) {
  row.querySelector('[role=status]').replaceChildren(byId(template).content.cloneNode(true));
}

/* --- sending ----------------------------------------------------------------------------------------------------- */
for (const row of document.querySelectorAll('.grid tr.r')) {   // said here once, not in every row of the page
  const seen = seenOf(row);
  if (seen) { row.setAttribute('hx-post', addressOf(seen)); row.setAttribute('hx-trigger', 'change, save'); }
}
document.addEventListener('htmx:configRequest', ev => {    // the cookie is fresh even after signing in again elsewhere
  const { headers, parameters } = ev.detail, row = rowOf(ev.target);
  headers['X-CSRFToken'] = decodeURIComponent(cookie('__Host-csrf') || cookie('csrftoken'));
  parameters.delete('csrfmiddlewaretoken');
  if (!row) return;
  const seen = seenOf(row), names = new Set([...inputsOf(row)].map(el => el.name));
  for (const name of [...parameters.keys()]) if (!names.has(name)) parameters.delete(name);   // other rows of the form
  parameters.set(seen.name, seen.value);
  if (byId('side')?.dataset.row === row.id && byId('how')) parameters.set('how', '1');
  sent.set(row, Object.fromEntries([...inputsOf(row)].map(el => [short(el), held(el)])));
});
document.addEventListener('htmx:beforeRequest', ev => {
  const row = rowOf(ev.target);
  if (!row) return;
  moving.add(row);
  report();
});
document.addEventListener('htmx:beforeSwap', ev => {       // one notice is enough, however often a row is tried again
  if (ev.detail.xhr.status === 401 && byId('notice').hasChildNodes()) ev.detail.shouldSwap = false;
});
document.addEventListener('htmx:oobBeforeSwap', ev => {    // rows are saved side by side: an older view of the sheet may come last
  const { target, fragment } = ev.detail, came = fragment.querySelector?.('[data-version]');
  if (came && +came.dataset.version < +target.dataset.version) ev.detail.shouldSwap = false;
  if (target.id === 'how' && fragment.dataset?.row !== byId('side').dataset.row) ev.detail.shouldSwap = false;
});
document.addEventListener('htmx:afterRequest', ev => {
  const row = rowOf(ev.target);
  if (!row) return;
  const { status } = ev.detail.xhr;
  moving.delete(row);
  if (status === 0 || status === 401 || status >= 500) again(row);
  else {
    clearTimeout(waiting.get(row)?.timer);
    waiting.delete(row);
    if (status === 200) refused.delete(row); else refused.add(row);
    if (status !== 200 && ![403, 409, 422, 423].includes(status)) mark(row, 't-lost');
    if (status === 200 && !waiting.size) byId('notice').replaceChildren();
  }
  describe(row);
  if (status === 200 && byId('side')?.dataset.row === row.id && !ev.detail.requestConfig.parameters.has('how')) explain(row);
  report();
});
function describe(row) {                                   // inputs say where the sentences about them stand, while there are any
  const said = row.querySelector('.msgs');
  if (!said) return;
  said.id = `m-${keyOf(row)}`;
  for (const el of inputsOf(row)) {
    if (said.hasChildNodes()) el.setAttribute('aria-describedby', said.id); else el.removeAttribute('aria-describedby');
  }
}
function again(row) {
  const { tries = 0, timer } = waiting.get(row) ?? {};
  clearTimeout(timer);
  const wait = 1000 * WAITS[Math.min(tries, WAITS.length - 1)];
  waiting.set(row, { tries: tries + 1, timer: setTimeout(() => waiting.has(row) && send(row), wait) });
  mark(row, 't-wait');
}
const tryAll = () => waiting.forEach((_, row) => send(row));
addEventListener('focus', tryAll);                         // back from the window in which one signed in
addEventListener('online', tryAll);
addEventListener('beforeunload', ev => { if (waiting.size || moving.size) ev.preventDefault(); });

function hold(ev, go) {                                    // first everything is stored, then the page is left
  if (!moving.size && !waiting.size) return;
  ev.preventDefault();
  afterwards = go;
  report();
}
document.addEventListener('submit', ev => hold(ev, () => ev.target.requestSubmit(ev.submitter)));

/* --- answers ------------------------------------------------------------------------------------------------------ */
document.addEventListener('rowAnswered', ev => {
  const { row: pk, tones, values, locked, explain: asked, seen } = ev.detail, row = byId(`r-${pk}`);
  if (seen) seenOf(row).value = seen;
  told.delete(row.id);
  askReason(row, asked);
  for (const el of inputsOf(row)) {
    const tone = tones[short(el)];
    if (tone === 'err') el.setAttribute('aria-invalid', 'true'); else el.removeAttribute('aria-invalid');
    el.classList.toggle('is-warn', tone === 'warn');
    if (locked) { el.readOnly = true; if (el.matches('select,[type=checkbox]')) el.disabled = true; }
    if (tone === 'err' && el.matches('.why')) el.focus();
  }
  show(row, values, sent.get(row) ?? {});
});
function askReason(row, asked) {                           // the place for a reason appears where an answer asks for one
  const template = byId('t-remark');
  if (!template) return;
  if (asked && !own(row, 'remark')) {
    const place = template.content.cloneNode(true), area = place.querySelector('textarea');
    area.name = `${keyOf(row)}-remark`;
    area.setAttribute('aria-label', `${codeOf(row)} lý do, giải trình`);
    row.querySelector('.res').append(place);
  }
  const reason = own(row, 'remark');
  if (reason) reason.closest('.remark').hidden = !asked && !reason.value;   // never hide what was typed
}
function show(row, values, before) {                       // the figure as it was understood: 115439 → 115.439
  for (const [name, value] of Object.entries(values)) {
    const el = own(row, name);
    if (!el) continue;
    if (el.type === 'checkbox') { if (el.checked === before[name]) el.checked = value; continue; }
    if (el.value === before[name] && el.value !== value) {   // otherwise somebody is typing in it
      const whole = el === document.activeElement && el.selectionEnd === el.value.length && !el.selectionStart;
      el.value = value;
      if (whole) el.select();
    }
    if (el.matches('input,textarea')) el.defaultValue = value;
  }
}
document.addEventListener('click', ev => {
  const on = selector => ev.target.closest(selector);
  const keep = on('[data-keep]'), give = on('[data-yield]'), take = on('[data-take]'), link = on('a[href]');
  const row = rowOf(ev.target), plain = !ev.ctrlKey && !ev.metaKey && !ev.shiftKey;
  if (keep || give) {                                      // two versions of a row: mine or theirs
    ev.preventDefault();
    const { version, values } = (keep || give).dataset, seen = seenOf(row);
    seen.value = seen.value.replace(/^\d*/, version);
    if (give) for (const [name, value] of Object.entries(JSON.parse(values))) put(own(row, name), value);
    send(row);
  } else if (take) {                                       // [Theo tự chấm], [Theo hệ thống]
    ev.preventDefault();
    put(own(row, 'points'), take.dataset.take);
    send(row);
  } else if (on('#save-all')) saveAll();
  else if (on('#grid th>a') && plain && besides()) ev.preventDefault();       // the focus has brought it into the panel
  else if (link && !link.target && plain) hold(ev, () => location.assign(link.href));
});
function put(el, value) {
  if (el) el[el.type === 'checkbox' ? 'checked' : 'value'] = value;
}
function saveAll() {
  const el = document.activeElement;
  if (el?.matches?.('.grid :is(input,select,textarea)')) { el.blur(); el.focus(); }   // what is being typed counts as typed
  tryAll();
  refused.forEach(send);
  report();
}

/* --- keyboard: Enter and arrows walk the column, Esc gives the saved value back, Ctrl+S saves -------------------- */
document.addEventListener('keydown', ev => {
  if ((ev.ctrlKey || ev.metaKey) && ev.key.toLowerCase() === 's' && byId('saved')) { ev.preventDefault(); saveAll(); return; }
  const el = ev.target.closest?.('.grid :is(input:not([type=checkbox]),textarea)');
  if (!el || ev.isComposing) return;
  if (ev.key === 'Escape') { restore(el); return; }
  if (el.matches('.remark textarea')) return;              // lines of a reason are its own
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: ev.shiftKey ? -1 : 1 }[ev.key];
  if (!step) return;
  ev.preventDefault();                                     // Enter never hands in the whole quarter by accident
  const next = below(el, step);
  if (next) { next.focus(); next.select?.(); } else el.blur();
});
function restore(el) {
  el.value = el.defaultValue;
  if (refused.has(rowOf(el))) send(rowOf(el));
}
function below(el, step) {
  const cell = el.closest('td'), row = rowOf(el), column = [...row.children].indexOf(cell);
  const open = td => [...td.querySelectorAll('input:not([readonly]):not([type=checkbox]),textarea.cite:not([readonly]),select:not([disabled])')];
  const place = open(cell).indexOf(el), rows = [...row.closest('table').querySelectorAll('tr.r')];
  for (let i = rows.indexOf(row) + step; rows[i]; i += step) {
    const there = open(rows[i].children[column]);
    if (there.length) return there[Math.min(place, there.length - 1)];
  }
  return null;
}

/* --- the criterion in hand, beside the grid ------------------------------------------------------------------------ */
const told = new Map();                                    // row → what the panel says of it, until it is saved anew
let asking;                                                // the question under way; the next one takes its place

document.addEventListener('focusin', ev => {
  const row = ev.target.closest('.grid tr.r');
  if (!row) return;
  document.querySelectorAll('.grid tr.on').forEach(other => other.classList.remove('on'));
  row.classList.add('on');
  if (byId('side')?.dataset.row !== row.id) explain(row);
});
function besides() {                                       // on narrow screens the name of the criterion leads to its own page
  return byId('side')?.offsetParent;
}
async function explain(row) {
  if (!row || !besides()) return;
  const side = byId('side'), question = new AbortController();
  asking?.abort();
  asking = question;
  side.dataset.row = row.id;
  await new Promise(resolve => setTimeout(resolve, side.childElementCount > 1 ? 150 : 0));   // Tab only passes by
  if (question.signal.aborted) return;
  try {
    const found = told.get(row.id) ?? await asked(row, question.signal);
    told.set(row.id, found);
    fill(side, row, found);
  } catch {
    if (question.signal.aborted) return;
    fill(side, row, '<section><p class="mute">Chưa tải được cách chấm. Bấm lại vào dòng để thử lại.</p><div id="how"></div></section>');
    side.dataset.row = '';                                 // ask again the next time
  }
}
async function asked(row, signal) {
  const answer = await fetch(row.querySelector('th>a').href, { signal, headers: { 'HX-Request': 'true' } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}
function fill(side, row, found) {
  const title = document.createElement('header'), name = document.createElement('h2');
  name.className = 'crit';
  name.textContent = `${codeOf(row)} ${row.querySelector('th b').textContent}`;
  title.append(name);
  side.innerHTML = found;
  side.prepend(title);
}

/* --- the beginning ------------------------------------------------------------------------------------------------ */
const grid = byId('grid');
grid?.classList.add('js');                                 // rows need no buttons of their own
grid?.querySelectorAll(':is(.res,.sco) input:not([type])').forEach(el => { el.inputMode = 'decimal'; });
grid?.querySelectorAll('.cite').forEach(el => { el.maxLength = grid.dataset.cite; });
if (besides()) grid?.querySelectorAll('tr.r:has(.st>button) th>a').forEach(el => { el.tabIndex = -1; });   // the panel follows the inputs
explain(document.querySelector(location.hash.startsWith('#r-') ? location.hash : '#grid tr.r'));
byId('loi')?.focus();
