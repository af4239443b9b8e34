/* The entry grid and the appraiser's desk. Progressive enhancement only: without this file every row is a plain form.
   One row is saved at a time. What cannot be saved stays in the page, is sent again, and is never called saved. */
const WAITS = [2, 5, 15, 30];                              // seconds between tries while the server does not answer
const PATIENCE = 20000;                                    // milliseconds until a request counts as lost
const moving = new Set();                                  // rows on their way to the server
const waiting = new Map();                                 // row → { tries, timer }: the server was not reached
const refused = new Set();                                 // rows the server did not store, with words saying why
const sent = new WeakMap();                                // row → what its inputs held when it was last sent
let afterwards = null;                                     // what was clicked while something was still on its way

const byId = id => document.getElementById(id);
const rowOf = el => el.closest?.('tr.r');
const inputsOf = row => row.querySelectorAll('[id^="i-"]');
const send = row => htmx.trigger(row, 'save');
const cookie = name => (document.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1] || '';
const clock = () => new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
const held = el => (el.type === 'checkbox' ? el.checked : el.value);
htmx.config.timeout = PATIENCE;

/* --- what the foot of the page says ---------------------------------------------------------------------------- */
function report() {
  const words = byId('saved')?.querySelector('span');
  const codes = rows => [...rows].map(row => row.dataset.code).join(', ');
  if (words) {
    words.textContent = moving.size ? `Đang lưu ${codes(moving)}…`
      : waiting.size ? `${waiting.size} dòng chưa lưu, đang thử lại…`
        : refused.size ? `Chưa lưu ${codes(refused)}: xem lời nhắc ở dòng`
          : `Đã lưu tất cả lúc ${clock()}`;
  }
  if (moving.size || waiting.size || !afterwards) return;
  const go = afterwards;
  afterwards = null;
  if (!refused.size) go();                                 // otherwise stay: something must be mended first
}
function mark(row, template) {
  byId(`st-${row.id.slice(2)}`).replaceChildren(byId(template).content.cloneNode(true));
}

/* --- sending ----------------------------------------------------------------------------------------------------- */
document.addEventListener('htmx:configRequest', ev => {    // the cookie is fresh even after signing in again elsewhere
  ev.detail.headers['X-CSRFToken'] = decodeURIComponent(cookie('__Host-csrf') || cookie('csrftoken'));
  ev.detail.parameters.delete('csrfmiddlewaretoken');
  const row = rowOf(ev.target);
  if (row) sent.set(row, Object.fromEntries([...inputsOf(row)].map(el => [el.id, held(el)])));
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
  if (byId('side')?.dataset.row === row.id) explain(row);
  report();
});
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
  const { row: pk, tones, values, locked, explain: asked } = ev.detail, row = byId(`r-${pk}`);
  const reason = byId(`rem-${pk}`);
  if (reason) reason.hidden = !asked && !reason.querySelector('textarea').value;   // never hide what was typed
  for (const el of inputsOf(row)) {
    if (tones[el.id] === 'err') el.setAttribute('aria-invalid', 'true'); else el.removeAttribute('aria-invalid');
    el.classList.toggle('is-warn', tones[el.id] === 'warn');
    if (locked) { el.readOnly = true; if (el.matches('select,[type=checkbox]')) el.disabled = true; }
    if (tones[el.id] === 'err' && el.matches('.why')) el.focus();
  }
  show(values, sent.get(row) ?? {});
});
function show(values, before) {                            // the figure as it was understood: 115439 → 115.439
  for (const [id, value] of Object.entries(values)) {
    const el = byId(id);
    if (!el) continue;
    if (el.type === 'checkbox') { if (el.checked === before[id]) el.checked = value; continue; }
    if (el.value === before[id] && el.value !== value) {   // otherwise somebody is typing in it
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
  if (keep || give) {                                      // two versions of a row: mine or theirs
    ev.preventDefault();
    const { version, values } = (keep || give).dataset, pk = keep ? keep.dataset.keep : give.dataset.yield;
    byId(`v-${pk}`).value = version;
    if (give) for (const [id, value] of Object.entries(JSON.parse(values))) put(byId(id), value);
    send(byId(`r-${pk}`));
  } else if (take) {                                       // [Theo tự chấm], [Theo hệ thống]
    ev.preventDefault();
    put(byId(`i-${take.dataset.row}-points`), take.dataset.take);
    send(byId(`r-${take.dataset.row}`));
  } else if (on('#save-all')) saveAll();
  else if (link && !link.target && !ev.ctrlKey && !ev.metaKey && !ev.shiftKey) hold(ev, () => location.assign(link.href));
});
function put(el, value) {
  if (el) el[el.type === 'checkbox' ? 'checked' : 'value'] = value;
}
function saveAll() {
  const el = document.activeElement;
  if (el?.matches?.('.grid [id^="i-"]')) { el.blur(); el.focus(); }   // what is being typed counts as typed
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
document.addEventListener('focusin', ev => {
  const row = ev.target.closest('.grid tr.r');
  if (!row) return;
  document.querySelectorAll('.grid tr.on').forEach(other => other.classList.remove('on'));
  row.classList.add('on');
  if (byId('side')?.dataset.row !== row.id) explain(row);
});
function explain(row) {
  const side = byId('side'), how = row?.querySelector('.how>div');
  if (!side || !how) return;
  const title = document.createElement('header'), name = document.createElement('h2'), body = how.cloneNode(true);
  name.className = 'crit';
  name.textContent = `${row.dataset.code} ${row.querySelector('th b').textContent}`;
  title.append(name);
  body.querySelectorAll('[id]').forEach(el => el.removeAttribute('id'));
  side.replaceChildren(title, ...body.childNodes);
  side.dataset.row = row.id;
}
explain(document.querySelector(location.hash.startsWith('#r-') ? location.hash : '.grid tr.r'));
byId('loi')?.focus();
