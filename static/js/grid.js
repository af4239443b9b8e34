/* The entry grid. Progressive enhancement only: without this file every row is a plain form.
   One row is saved at a time; what cannot be saved stays in the page and is sent again. */
const WAITS = [2, 5, 15, 30];                              // seconds between tries while the server does not answer
const sent = new WeakMap();                                // row → what its last request carried
const waiting = new Map();                                 // row → how often it was tried
const saved = document.getElementById('saved');
const cookie = name => (document.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1] || '';
const clock = () => new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });
const rowOf = el => el.closest?.('tr.r');
const say = text => { if (saved) saved.querySelector('span').textContent = text; };

function report() {
  const n = waiting.size;
  say(n ? `${n} dòng chưa lưu, đang thử lại…` : `Đã lưu tất cả lúc ${clock()}`);
}

document.addEventListener('htmx:configRequest', ev => {    // the cookie is fresh even after signing in again elsewhere
  ev.detail.headers['X-CSRFToken'] = decodeURIComponent(cookie('__Host-csrf') || cookie('csrftoken'));
  if (ev.detail.parameters.delete) ev.detail.parameters.delete('csrfmiddlewaretoken');
  const row = rowOf(ev.target);
  if (row) sent.set(row, Object.fromEntries(ev.detail.parameters.entries()));
});
document.addEventListener('htmx:beforeRequest', ev => {
  const row = rowOf(ev.target);
  if (row) say(`Đang lưu ${row.dataset.code}…`);
});

function later(row) {
  const tries = waiting.get(row) ?? 0;
  waiting.set(row, tries + 1);
  document.getElementById(`st-${row.id.slice(2)}`).textContent = 'Chưa lưu, đang thử lại…';
  report();
  setTimeout(() => waiting.has(row) && htmx.trigger(row, 'save'), 1000 * WAITS[Math.min(tries, WAITS.length - 1)]);
}
document.addEventListener('htmx:afterRequest', ev => {
  const row = rowOf(ev.target);
  if (!row) return;
  const status = ev.detail.xhr.status;
  if (status === 0 || status === 401 || status >= 500) return later(row);
  waiting.delete(row);
  if (!waiting.size) document.getElementById('notice').replaceChildren();
  report();
});
addEventListener('focus', () => waiting.forEach((_, row) => htmx.trigger(row, 'save')));
addEventListener('online', () => waiting.forEach((_, row) => htmx.trigger(row, 'save')));
addEventListener('beforeunload', ev => { if (waiting.size) ev.preventDefault(); });

document.addEventListener('rowSaved', ev => {              // show the figure as it was understood: 115439 → 115.439
  const carried = sent.get(rowOf(ev.target)) ?? {};
  for (const [id, text] of Object.entries(ev.detail.values)) {
    const el = document.getElementById(id);
    if (!el) continue;
    if (el !== document.activeElement && el.value === carried[el.name]) el.value = text;   // never over newer typing
    el.defaultValue = text;
  }
});
document.addEventListener('click', ev => {
  const keep = ev.target.closest('[data-keep]');
  if (keep) htmx.trigger(document.getElementById(`r-${keep.dataset.keep}`), 'save');
  const take = ev.target.closest('[data-take]');           // appraisal: [Theo tự chấm], [Theo hệ thống]
  if (take) {
    document.getElementById(`i-${take.dataset.row}-points`).value = take.dataset.points;
    htmx.trigger(document.getElementById(`r-${take.dataset.row}`), 'save');
  }
  if (ev.target.closest('#save-all')) {
    waiting.forEach((_, row) => htmx.trigger(row, 'save'));
    document.activeElement?.blur?.();
    report();
  }
});

/* Keyboard: Enter and arrows walk the column, Esc gives the saved value back, Ctrl+S saves. */
document.addEventListener('keydown', ev => {
  if (ev.ctrlKey && ev.key === 's') { ev.preventDefault(); document.getElementById('save-all')?.click(); return; }
  const el = ev.target.closest('.grid input:not([type=checkbox])');
  if (!el) return;
  if (ev.key === 'Escape') { el.value = el.defaultValue; return; }
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: ev.shiftKey ? -1 : 1 }[ev.key];
  if (!step) return;
  ev.preventDefault();                                     // Enter never hands in the whole quarter by accident
  const cell = el.closest('td'), row = cell.parentNode, column = [...row.children].indexOf(cell);
  const place = [...cell.querySelectorAll('input')].indexOf(el);
  const rows = [...row.closest('table').querySelectorAll('tr.r')];
  for (let i = rows.indexOf(row) + step; rows[i]; i += step) {
    const open = [...rows[i].children[column].querySelectorAll('input:not([readonly]):not([type=checkbox]),select:not([disabled])')];
    const next = open[Math.min(place, open.length - 1)];
    if (next) { next.focus(); next.select?.(); return; }
  }
  el.blur();
});
document.addEventListener('focusin', ev => {
  const row = ev.target.closest('.grid tr.r');
  if (!row) return;
  document.querySelectorAll('.grid tr.on').forEach(other => other.classList.remove('on'));
  row.classList.add('on');
  const side = document.getElementById('side'), how = row.querySelector('.how>div');
  if (!side || !how || side.dataset.row === row.id) return;
  const title = document.createElement('header'), name = document.createElement('h2');
  name.className = 'crit';
  name.textContent = `${row.dataset.code} ${row.querySelector('th b').textContent}`;
  title.append(name);
  side.replaceChildren(title, ...how.cloneNode(true).childNodes);
  side.dataset.row = row.id;
});
