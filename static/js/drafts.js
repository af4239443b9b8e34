/* What is typed but not stored yet, kept in this browser: a crash, a power cut or a closed window loses nothing.
   One draft per person and sheet, offered on return and never taken over unasked. Stands on grid.js. */
const KEPT_FOR = 7 * 24 * 3600 * 1000;                     // milliseconds
const draftOf = `cchc-draft-${byId('grid')?.dataset.draft}`;

const cellOf = name => document.getElementsByName(name)[0];

function drafts() {                                        // row → { seen, at, cells: { name: value } }
  try { return JSON.parse(localStorage.getItem(draftOf)) || {}; } catch { return {}; }
}
function keep(all) {
  try {
    if (Object.keys(all).length) localStorage.setItem(draftOf, JSON.stringify(all));
    else localStorage.removeItem(draftOf);
  } catch { /* a private window keeps nothing */ }
}
const unsaved = el => el && !el.readOnly && held(el) !== (el.type === 'checkbox' ? el.defaultChecked : el.defaultValue);

document.addEventListener('input', ev => {
  const el = ev.target, row = el.matches('.grid input,.grid textarea') && rowOf(el);
  if (!row) return;
  const all = drafts(), { seen = seenOf(row).value, cells = {} } = all[row.id] ?? {};
  keep({ ...all, [row.id]: { seen, at: Date.now(), cells: { ...cells, [el.name]: held(el) } } });
});
document.addEventListener('rowAnswered', ev => {           // stored: what differs now has been typed since
  const id = `r-${ev.detail.row}`, all = drafts();
  if (!all[id] || !Object.keys(ev.detail.values).length) return;
  const left = Object.entries(all[id].cells).filter(([cell]) => unsaved(cellOf(cell)));
  if (left.length) all[id] = { seen: ev.detail.seen, at: Date.now(), cells: Object.fromEntries(left.map(([cell]) => [cell, held(cellOf(cell))])) };
  else delete all[id];
  keep(all);
});

function offer() {
  const bar = byId('draft'), all = drafts(), young = Object.entries(all).filter(([, row]) => Date.now() - row.at < KEPT_FOR);
  keep(Object.fromEntries(young));
  const here = young.map(([id, row]) => [id, row, Object.entries(row.cells).filter(([cell, value]) => cellOf(cell) && !cellOf(cell).readOnly && held(cellOf(cell)) !== value)])
    .filter(([, , cells]) => cells.length);
  if (!bar || !here.length) return;
  const count = here.reduce((sum, [, , cells]) => sum + cells.length, 0);
  const at = new Date(Math.max(...here.map(([, row]) => row.at)));
  const two = number => String(number).padStart(2, '0');       // the browser's own Vietnamese says 28-11
  const when = `${two(at.getHours())}:${two(at.getMinutes())} ngày ${two(at.getDate())}/${two(at.getMonth() + 1)}`;
  bar.querySelector('p').textContent = `Còn ${count} ô gõ dở lúc ${when} trên máy này chưa kịp lưu.`;
  bar.hidden = false;
  bar.querySelector('[data-draft=take]').onclick = () => { here.forEach(([id, row, cells]) => take(id, row, cells)); bar.hidden = true; };
  bar.querySelector('[data-draft=drop]').onclick = () => { forget(here); bar.hidden = true; };
}
function take(id, row, cells) {                            // on the version it was typed upon: a colleague's row is a clash
  seenOf(byId(id)).value = row.seen;
  cells.forEach(([cell, value]) => put(cellOf(cell), value));
  send(byId(id));
}
function forget(rows) {
  const all = drafts();
  rows.forEach(([id]) => delete all[id]);
  keep(all);
}
offer();

/* The first time on a grid three lines say how it works; once read, they stay away. */
const help = byId('first-help');
const HELPED = 'cchc-grid-help';
try { if (help) help.hidden = Boolean(localStorage.getItem(HELPED)); } catch { /* a private window asks every time */ }
help?.querySelector('button').addEventListener('click', () => {
  help.hidden = true;
  try { localStorage.setItem(HELPED, 'read'); } catch { /* as above */ }
});
