/* The clock of the session: five minutes before its end a bar says so and lets it be put off with one button. */
const bar = document.getElementById('session');
const words = bar.querySelector('p'), button = bar.querySelector('button');
const warning = Number(bar.dataset.warning);
const token = () => decodeURIComponent((document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]*)/) || [])[1] || '');
let timer;

function wait(left) {                                      // seconds until the end
  clearTimeout(timer);
  timer = setTimeout(ask, 1000 * Math.max(1, left - warning));
}
async function ask() {                                     // another page may have been clicked meanwhile
  try {
    const answer = await fetch(bar.dataset.state, { headers: { Accept: 'application/json' } });
    if (answer.status === 401) return ended();
    show(await answer.json());
  } catch { timer = setTimeout(ask, 30000); }              // no network: the server's clock goes on, ours asks again
}
function show({ seconds, extendable }) {
  bar.hidden = seconds > warning;
  if (bar.hidden) return wait(seconds);
  const left = seconds > 60 ? `${Math.round(seconds / 60)} phút` : `${Math.max(seconds, 1)} giây`;
  words.textContent = extendable
    ? `Phiên làm việc sẽ hết sau ${left} nữa.`
    : `Phiên làm việc sẽ hết sau ${left} nữa và không kéo dài được. Hãy lưu việc đang làm rồi đăng nhập lại.`;
  button.hidden = !extendable;
  clearTimeout(timer);
  timer = setTimeout(ask, 1000 * Math.min(15, seconds + 1));
}
function ended() {
  const link = document.createElement('a');
  Object.assign(link, { href: bar.dataset.login, target: '_blank', rel: 'noopener', className: 'btn sm' });
  link.textContent = 'Mở cửa sổ đăng nhập';
  words.textContent = 'Phiên làm việc đã hết. Những gì đang nhập vẫn còn trên trang này nhưng chưa được lưu. ';
  words.append(link);
  button.hidden = true;
  bar.hidden = false;
  timer = setTimeout(ask, 15000);                          // until somebody has signed in in that window
}
button.addEventListener('click', async () => {
  const answer = await fetch(bar.dataset.extend, { method: 'POST', headers: { 'X-CSRFToken': token(), Accept: 'application/json' } });
  if (answer.status === 401) return ended();
  show(await answer.json());
});
async function back({ persisted }) {                       // shown again out of the browser's memory: still signed in?
  const [visit] = performance.getEntriesByType('navigation');
  if (!persisted && visit?.type !== 'back_forward') return;
  const answer = await fetch(bar.dataset.state, { headers: { Accept: 'application/json' } }).catch(() => null);
  if (answer?.status === 401) location.reload();           // the server answers with the page for signing in
}
addEventListener('pageshow', back);
wait(Number(bar.dataset.seconds));
