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
  const kept = document.getElementById('scroll');
  const read = kept ? placeRead(kept) : undefined;
  const before = newestEntry();
  Idiomorph.morph(target, fresh, {
    ignoreActiveValue: true,
    callbacks: {
      beforeAttributeUpdated: (name, node) =>
        !(name === 'open' && node.tagName === 'DETAILS') && !(name === 'data-tab' && node.id === 'regions'),
    },
  });
  setTab(document.getElementById('regions')?.dataset.tab);
  if (read?.node.isConnected) {
    kept.scrollTop += read.node.getBoundingClientRect().top - read.top;
    if (newestEntry() !== before) tellNews();
  }
}

/* Durations grow while nothing happens: whoever looks at the page sees them grow. */
const LOOK_MS = 20_000;
function look() {
  if (!document.hidden) void refresh();
}

if (stream) {
  setInterval(look, LOOK_MS);
  document.addEventListener('visibilitychange', look);
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

/* ---- reading place: the stream begins at its end; who has scrolled up stays where they read ---- */
function placeRead(scroll) {
  if (scroll.scrollTop > -60) return undefined;
  const { top } = scroll.getBoundingClientRect();
  const node = [...scroll.querySelectorAll('#stream > li[id]')].find((one) => one.getBoundingClientRect().bottom > top);
  return node && { node, top: node.getBoundingClientRect().top };
}
function newestEntry() {
  return document.querySelector('#stream > li:last-child')?.id;
}
function tellNews() {
  if (document.querySelector('.news')) return;
  const pill = Object.assign(document.createElement('button'), {
    className: 'button news',
    type: 'button',
    textContent: '↓ New below',
  });
  const scroll = document.getElementById('scroll');
  const leave = () => pill.remove();
  pill.onclick = () => {
    scroll.scrollTop = 0;
    leave();
  };
  scroll.addEventListener('scroll', () => scroll.scrollTop > -60 && leave());
  document.body.append(pill);
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
    show(
      '<p class="answer tone-danger"><b>It did not get through.</b> What you typed is still there; try again.</p>',
      form,
    );
  } finally {
    if (button) button.disabled = false;
  }
});

async function take(answer, from) {
  const target = answer.headers.get('x-goto');
  if (target) {
    location.assign(target);
    return;
  }
  const text = await answer.text();
  const kind = answer.headers.get('x-answer');
  if (!answer.ok) {
    const problem = safeJson(text);
    show('<p class="answer tone-danger"></p>', from, `${problem.message ?? 'It failed.'} ${problem.remedy ?? ''}`);
    return;
  }
  if (kind === 'form') {
    openDialog(text);
    return;
  }
  const fine = kind === 'done' || kind === null || kind === 'card';
  const inDialog = from.closest('dialog') !== null;
  if (fine && from.matches('[data-compose]')) {
    words.value = '';
    grow();
  }
  if (fine && inDialog) dialog.close();
  if (text) show(text, fine && inDialog ? undefined : from);
  if (!readAnew(kind, from)) await refresh();
}

/* The document has no stream: it is read anew where it was written in, at the same place. */
function readAnew(kind, from) {
  if (kind !== 'done' || !document.querySelector('.document')) return false;
  from.dataset.kept = '1';
  location.reload();
  return true;
}

function safeJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/* An answer stands beside what was pressed: in the dialog, by the button, or over the composer. */
let quiet;
function show(markup, from, text) {
  const form = from?.closest('dialog .form');
  if (form) {
    form.querySelector('.answer')?.remove();
    form.insertAdjacentHTML('beforeend', markup);
    const answer = form.lastElementChild;
    answer.setAttribute('role', 'alert');
    if (text) answer.textContent = text;
    return;
  }
  said.innerHTML = markup;
  if (text) said.firstElementChild.textContent = text;
  placeBy(from);
  clearTimeout(quiet);
  if (said.querySelector('.tone-good.answer'))
    quiet = setTimeout(() => {
      said.innerHTML = '';
    }, 4000);
}
function placeBy(from) {
  for (const side of ['left', 'top', 'right', 'bottom']) said.style[side] = '';
  if (!from || innerWidth < 740) return;
  const { left, top, bottom } = from.getBoundingClientRect();
  const { width, height } = said.getBoundingClientRect();
  const composes = from.matches('[data-compose]');
  const below = bottom + 8 + height < innerHeight;
  said.style.right = 'auto';
  said.style.bottom = 'auto';
  said.style.left = `${Math.max(16, Math.min(composes ? left + 24 : left, innerWidth - width - 16))}px`;
  said.style.top = `${composes || !below ? Math.max(16, top - height - 8) : bottom + 8}px`;
}
addEventListener('click', async (event) => {
  if (!event.target.closest('.said')) said.innerHTML = '';
  const link = event.target.closest('a[data-form]');
  if (link) {
    event.preventDefault();
    try {
      await take(await fetch(link.href, { headers: { 'x-partial': '1' } }), link);
    } catch {
      location.assign(link.href);
    }
    return;
  }
  if (event.target.closest('[data-close]') && dialog.open) {
    event.preventDefault();
    dialog.close();
  }
});
function openDialog(markup) {
  dialog.innerHTML = markup;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input:not([type=hidden]), select, textarea')?.focus();
}

/* ---- filters and tabs: links that answer without a new page ---- */
addEventListener('click', async (event) => {
  const tab = event.target.closest('[data-tab-link]');
  if (tab && document.getElementById('regions')) {
    event.preventDefault();
    setTab(tab.dataset.tabLink);
  }
  const filter = event.target.closest('a[data-swap]');
  if (filter) {
    event.preventDefault();
    history.replaceState(null, '', filter.href);
    await refresh();
    if (!('stay' in filter.dataset)) document.getElementById('scroll').scrollTop = 0;
  }
  for (const menu of document.querySelectorAll('.menu[open]')) if (!event.target.closest('summary')) menu.open = false;
});
function setTab(name) {
  const region = document.getElementById('regions');
  if (!region || !name) return;
  region.dataset.tab = name;
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.dataset.tabLink === name) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

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

/* ---- writing: what is typed is shown beside it as it will look ---- */
let typing;
addEventListener('input', (event) => {
  const editor = event.target.closest('[data-preview]');
  if (!editor) return;
  clearTimeout(typing);
  typing = setTimeout(() => preview(editor), 300);
});
addEventListener(
  'toggle',
  (event) => event.target.matches('.write[open]') && preview(event.target.querySelector('form')),
  true,
);
async function preview(editor) {
  try {
    const body = new URLSearchParams(new FormData(editor));
    const answer = await fetch(editor.dataset.preview, { method: 'POST', body, headers: { 'x-partial': '1' } });
    if (answer.ok) editor.querySelector('.preview').innerHTML = await answer.text();
  } catch {
    /* what is typed stays; the preview comes with the next key */
  }
}
document.querySelectorAll('.settle [data-preview]').forEach(preview);
for (const button of document.querySelectorAll('[data-preview-button]')) button.hidden = true;
/* Leaving with words that are not kept is asked about. */
addEventListener('beforeunload', (event) => {
  const typed = [...document.querySelectorAll('[data-preview] textarea')];
  if (typed.some((area) => area.value !== area.defaultValue && !area.form.dataset.kept)) event.preventDefault();
});

/* ---- keys ---- */
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    said.innerHTML = '';
    for (const menu of document.querySelectorAll('.menu[open]')) menu.open = false;
  }
  if (event.target.matches('input, textarea, select') || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === '/' && words) {
    event.preventDefault();
    words.focus();
  }
  if (event.key === '?')
    openDialog(
      '<h3>Keys</h3><dl class="fields"><div><dt>/</dt><dd>write or act</dd></div><div><dt>Enter</dt><dd>send; Shift and Enter for a new line</dd></div><div><dt>Tab</dt><dd>take the completion</dd></div><div><dt>Esc</dt><dd>close</dd></div></dl><p><button class="button" data-close>Close</button></p>',
    );
});
