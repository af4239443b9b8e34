/* A block copied in Excel, pasted into the grid: shown first, then typed cell by cell as a hand would.
   The first cell of the block lands in the cell in hand; rows go down the page, columns to the right. */
const SLOTS = 2;                                           // figures of a row; then the self score, then the evidence
const READABLE = /^-?(?!0)\d{1,3}(\.\d{3})+(,\d+)?$|^-?\d+([.,]\d+)?$/;
const plain = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/gi, 'd').trim().toLowerCase();
const lines = text => text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map(line => line.split('\t').map(cell => cell.trim()));

function slots(row) {                                      // the places of a row, locked ones too, so that columns stay columns
  const figures = [...row.querySelectorAll('.res :is(input:not([type]),select)')];
  const padded = [...figures, ...Array(Math.max(0, SLOTS - figures.length)).fill(null)];
  return [...padded, row.querySelector('.sco input'), row.querySelector('.ev .cite')];
}
const open = el => el && !el.readOnly && !el.disabled;

function plan(start, block) {                              // [{ el, text, row, state }] of what would be typed where
  const first = start.closest('tr.r'), rows = [...first.closest('table').querySelectorAll('tr.r')];
  const from = rows.indexOf(first), left = slots(first).indexOf(start), found = [];
  block.forEach((cells, down) => cells.forEach((text, right) => {
    const row = rows[from + down], el = row && slots(row)[left + right];
    if (text !== '') found.push({ el, text, row, state: judged(el, text) });
  }));
  return found;
}
function judged(el, text) {
  if (!open(el)) return 'skip';
  if (el.matches('select')) return option(el, text) ? 'good' : 'bad';
  return el.matches('.cite') || READABLE.test(text.replace(/[\s\u00a0\u202f]/g, '')) ? 'good' : 'bad';
}
const option = (el, text) => [...el.options].find(each => plain(each.text) === plain(text) || each.value === text);

document.addEventListener('paste', ev => {
  const start = ev.target.closest?.('.grid tr.r :is(input:not([type]),.cite,select)'), text = ev.clipboardData?.getData('text/plain') || '';
  if (!open(start) || !/[\t\n]/.test(text.replace(/\r?\n$/, ''))) return;   // one value pastes as ever
  ev.preventDefault();
  askFirst(start, plan(start, lines(text)));
});
function askFirst(start, cells) {
  const dialog = document.getElementById('paste'), count = state => cells.filter(cell => cell.state === state).length;
  const rows = new Set(cells.filter(cell => cell.state !== 'skip').map(cell => cell.row));
  const said = [`Dán ${count('good') + count('bad')} giá trị vào ${rows.size} tiêu chí, từ tiêu chí ${codeOf(start.closest('tr.r'))}?`];
  if (count('bad')) said.push(`${count('bad')} giá trị không đọc được: vẫn dán vào ô để anh/chị sửa, dòng đó chưa lưu.`);
  if (count('skip')) said.push(`${count('skip')} giá trị rơi vào ô khóa hoặc ngoài bảng nên bỏ qua.`);
  dialog.querySelector('.said').replaceChildren(...said.map(text => made('p', text)));
  dialog.querySelector('tbody').replaceChildren(...[...rows].map(row => preview(row, cells)));
  dialog.returnValue = '';
  dialog.onclose = () => { start.focus(); if (dialog.returnValue === 'paste') type(cells); };
  dialog.showModal();
}
function preview(row, cells) {
  const line = made('tr'), places = slots(row), head = made('th', codeOf(row));
  head.scope = 'row';
  line.append(head, ...places.map((el, place) => {
    const cell = cells.find(each => each.row === row && each.el === el && el), box = made('td', cell ? cell.text : '');
    if (place < places.length - 1) box.className = 'num';
    if (cell && cell.state === 'bad') { box.classList.add('err'); box.append(made('small', ' không đọc được')); }
    return box;
  }));
  return line;
}
function made(name, text = '') {
  const el = document.createElement(name);
  el.textContent = text;
  return el;
}
function type(cells) {
  const touched = new Set();
  for (const { el, text, row, state } of cells) {
    if (state === 'skip') continue;
    if (el.matches('select')) { const found = option(el, text); if (!found) { el.setAttribute('aria-invalid', 'true'); continue; } el.value = found.value; }
    else el.value = text;
    touched.add(row);
  }
  touched.forEach(send);
}
