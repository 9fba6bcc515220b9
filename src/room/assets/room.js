/** Makes the page live: morphs what changed, sends forms without leaving, completes words. Without it all works by reloading. */

import { Idiomorph } from './idiomorph.js';

const said = document.getElementById('said');
const dialog = document.getElementById('dialog');
const lost = document.getElementById('lost');

/* ---- live ---- */
const stream = document.body.dataset.stream;
let refreshing = false;
let again = false;

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const region = document.getElementById('regions');
    const target = region ?? document.getElementById('rows');
    if (target) {
      const url = new URL(location.href);
      if (region) url.searchParams.set('regions', '1');
      const answer = await fetch(url, { headers: { accept: 'text/html' } });
      if (answer.ok) morph(target, await answer.text(), region !== null);
    }
  } catch {
    /* the stream says that the connection is lost */
  }
  refreshing = false;
  if (again) {
    again = false;
    await refresh();
  }
}

function morph(target, text, isRegion) {
  const parsed = new DOMParser().parseFromString(text, 'text/html');
  const fresh = isRegion ? parsed.body.firstElementChild : parsed.getElementById('rows');
  // Another page stands there now: access was given.
  if (!fresh) {
    location.reload();
    return;
  }
  const before = document.querySelectorAll('.entry').length;
  const down = atBottom();
  Idiomorph.morph(target, fresh, {
    ignoreActiveValue: true,
    callbacks: {
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node.tagName === 'DETAILS') &&
        !(node.id === 'regions' && (name === 'data-tab' || name === 'class')),
    },
  });
  applyFilter();
  const news = document.querySelectorAll('.entry').length - before;
  if (news > 0) down ? toBottom() : tellNews(news);
}

if (stream) {
  const source = new EventSource(stream);
  source.addEventListener('open', () => {
    if (!lost.hidden) void refresh();
    lost.hidden = true;
  });
  source.addEventListener('changed', refresh);
  source.addEventListener('here', (event) => {
    const { names } = JSON.parse(event.data);
    document.getElementById('here').textContent = names.length > 1 ? `Here: ${names.join(', ')}` : '';
  });
  source.onerror = () => {
    lost.hidden = false;
  };
}

/* ---- reading place ---- */
function atBottom() {
  return innerHeight + scrollY >= document.body.scrollHeight - 160;
}
function toBottom() {
  scrollTo({ top: document.body.scrollHeight });
}
function tellNews(count) {
  let pill = document.querySelector('.news');
  if (!pill) {
    pill = Object.assign(document.createElement('button'), { className: 'button news', type: 'button' });
    pill.onclick = () => {
      toBottom();
      pill.remove();
    };
    document.body.append(pill);
  }
  pill.dataset.count = String(Number(pill.dataset.count ?? 0) + count);
  pill.textContent = `${pill.dataset.count} new`;
}

/* ---- saying ---- */
addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-say], [data-compose]');
  if (form?.method !== 'post') return;
  event.preventDefault();
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { 'x-partial': '1' } });
    await take(answer, form);
  } catch {
    show('<p class="answer tone-danger"><b>It did not get through.</b> What you typed is still there; try again.</p>');
  } finally {
    if (button) button.disabled = false;
  }
});

async function take(answer, form) {
  const target = answer.headers.get('x-goto');
  if (target) {
    location.assign(target);
    return;
  }
  const text = await answer.text();
  const kind = answer.headers.get('x-answer');
  if (!answer.ok) {
    const problem = safeJson(text);
    show(`<p class="answer tone-danger"></p>`, `${problem.message ?? 'It failed.'} ${problem.remedy ?? ''}`);
    return;
  }
  if (kind === 'form') {
    openDialog(text);
    return;
  }
  const fine = kind === 'done' || kind === null || kind === 'card';
  if (fine && form.matches('[data-compose]')) {
    form.querySelector('textarea').value = '';
    grow();
  }
  if (fine && dialog.open && form.closest('dialog')) dialog.close();
  if (text) show(text);
  await refresh();
}

function safeJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

let quiet;
function show(markup, text) {
  said.innerHTML = markup;
  if (text) said.firstElementChild.textContent = text;
  clearTimeout(quiet);
  if (said.querySelector('.tone-good.answer'))
    quiet = setTimeout(() => {
      said.innerHTML = '';
    }, 4000);
}
addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-form]');
  if (link) {
    event.preventDefault();
    const answer = await fetch(link.href, { headers: { 'x-partial': '1' } });
    await take(answer, link);
    return;
  }
  if (event.target.closest('[data-close]') && dialog.open) {
    event.preventDefault();
    dialog.close();
    return;
  }
  if (!event.target.closest('.said')) said.innerHTML = '';
});
function openDialog(markup) {
  dialog.innerHTML = markup;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input:not([type=hidden]), select, textarea')?.focus();
}

/* ---- filters and tabs ---- */
let filter = 'all';
addEventListener('click', (event) => {
  const button = event.target.closest('.filter');
  if (button) {
    filter = button.dataset.filter;
    applyFilter();
  }
  const tab = event.target.closest('.tabs a');
  if (tab) {
    event.preventDefault();
    setTab(tab.hash.slice(1));
  }
});
function applyFilter() {
  for (const one of document.querySelectorAll('.filter'))
    one.setAttribute('aria-pressed', String(one.dataset.filter === filter));
  for (const entry of document.querySelectorAll('.entry'))
    entry.hidden = filter !== 'all' && entry.dataset.category !== filter;
}
function setTab(name) {
  const region = document.getElementById('regions');
  if (!region) return;
  region.classList.add('tabbed');
  region.dataset.tab = name;
}
if (matchMedia('(max-width: 46rem)').matches) setTab('talk');

/* ---- composer ---- */
const words = document.getElementById('words');
const suggest = document.getElementById('suggest');
const known = words ? JSON.parse(words.dataset.words) : [];
let chosen = -1;
function grow() {
  words.style.height = 'auto';
  words.style.height = `${Math.min(words.scrollHeight, innerHeight * 0.3)}px`;
}

words?.addEventListener('input', () => {
  grow();
  complete();
});
words?.addEventListener('keydown', (event) => {
  const open = !suggest.hidden;
  if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + suggest.children.length) % suggest.children.length;
    mark();
  } else if (open && event.key === 'Tab') {
    event.preventDefault();
    accept(suggest.children[Math.max(chosen, 0)]);
  } else if (open && event.key === 'Escape') suggest.hidden = true;
  else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (open && chosen >= 0) accept(suggest.children[chosen]);
    else {
      suggest.hidden = true;
      words.form.requestSubmit();
    }
  }
});
suggest?.addEventListener('mousedown', (event) => {
  event.preventDefault();
  const item = event.target.closest('li');
  if (item) accept(item);
});

function complete() {
  const prefix = words.dataset.prefix;
  const text = words.value;
  const acts = text.startsWith('/');
  const body = text.startsWith(prefix) ? text.slice(prefix.length).trimStart() : text.slice(1);
  const last = body.split(/\s/).at(-1) ?? '';
  const first = !/\s/.test(body);
  const fits =
    !acts || (!first && last.length < 2)
      ? []
      : known
          .filter((one) =>
            first
              ? !one.startsWith('@') && one.startsWith(last)
              : one.toLowerCase().startsWith(last.toLowerCase()) && !one.includes(' '),
          )
          .slice(0, 8);
  suggest.replaceChildren(
    ...fits.map((one) => Object.assign(document.createElement('li'), { textContent: one, role: 'option' })),
  );
  suggest.hidden = fits.length === 0;
  chosen = -1;
}
function mark() {
  for (const [at, item] of [...suggest.children].entries()) item.setAttribute('aria-selected', String(at === chosen));
}
function accept(item) {
  const word = item.textContent.split(' ')[0];
  words.value = words.value.replace(/[^\s/]*$/, `${word} `);
  suggest.hidden = true;
  words.focus();
}

/* ---- keys ---- */
addEventListener('keydown', (event) => {
  if (event.target.matches('input, textarea, select') || event.metaKey || event.ctrlKey) return;
  if (event.key === '/' && words) {
    event.preventDefault();
    words.focus();
  }
  if (event.key === '?')
    openDialog(
      '<h3>Keys</h3><dl class="fields"><div><dt>/</dt><dd>write or act</dd></div><div><dt>Enter</dt><dd>send; Shift and Enter for a new line</dd></div><div><dt>Tab</dt><dd>take the completion</dd></div><div><dt>Esc</dt><dd>close</dd></div></dl><p><button class="button" data-close>Close</button></p>',
    );
});
if (document.getElementById('stream') && !location.hash) toBottom();
