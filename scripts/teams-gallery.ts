/** Photographs what Cordon's cards look like in Teams into docs/teams/*.png: `node scripts/teams-gallery.ts`. Needs chromium. */

import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Card } from '../src/chat/card.ts';
import { formFor } from '../src/chat/interpret.ts';
import * as views from '../src/chat/views/index.ts';
import { replay } from '../src/incident/evolve.ts';
import { renderCard } from '../src/teams/render-card.ts';
import { renderForm } from '../src/teams/render-form.ts';
import { CHROMIUM_FLAGS } from '../test/support/browser.ts';
import { asker, surroundings } from '../test/support/chat-house.ts';
import { tellStolenSession } from '../test/support/storyline.ts';
import { commander, owner, responder } from '../test/support/teller.ts';

/** The story up to where one action holds and another waits for its approval. */
const story = tellStolenSession({ open: true });
const until = story.findLastIndex(({ type }) => type === 'ApprovalRequested') + 1;
const events = story.slice(0, until);
const incident = replay(events[0]?.incidentId ?? '', events);
const at = new Date(Date.parse(events.at(-1)?.recordedAt ?? ''));
const action = incident.actions.find(({ state }) => state === 'requested') ?? incident.actions[0];

const SHOWN: Readonly<Record<string, object>> = {
  summary: drawn(views.viewerCard(views.summaryCard(incident, at), incident, commander)),
  announcement: drawn(views.announcementCard(incident)),
  checklist: drawn(views.checklistCard(incident, incident.phase, at)),
  ...(action ? { plan: drawn(views.viewerCard(views.actionCard(incident, action, at), incident, owner)) } : {}),
  'catch-up': drawn(views.catchUpCard(incident, responder, at)),
  severity: form('severity'),
};

/** Near to the colours of Teams' light theme; the drawing is the vendor's own renderer. */
const HOST = {
  fontFamily: 'Cards, sans-serif',
  supportsInteractivity: true,
  actions: {
    maxActions: 6,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    showCard: { actionMode: 'inline' },
  },
  containerStyles: {
    default: { backgroundColor: '#ffffff', foregroundColors: { default: { default: '#242424', subtle: '#616161' } } },
  },
};
/** The same letters on every machine, about as wide as Teams' own. */
const FONT = readFileSync(
  createRequire(import.meta.url).resolve(
    '@fontsource-variable/noto-sans-jp/files/noto-sans-jp-latin-wght-normal.woff2',
  ),
  'base64',
);
const STYLE = `@font-face{font-family:Cards;font-weight:100 900;src:url(data:font/woff2;base64,${FONT})}
  body{margin:0;padding:16px;background:#f5f5f5;width:600px}
  main{background:#fff;border-radius:6px;border:1px solid #e0e0e0;font:14px Cards}
  .ac-pushButton{background:#fff;border:1px solid #d1d1d1;border-radius:4px;padding:5px 12px;font:600 14px Cards;color:#242424}
  .ac-pushButton.style-positive{background:#5b5fc7;color:#fff;border-color:#5b5fc7}
  .ac-pushButton.style-destructive{color:#c4314b}
  .ac-input{border:1px solid #d1d1d1;border-radius:4px;padding:6px;font:14px Cards;width:100%;box-sizing:border-box}`;

const folder = join(import.meta.dirname, '../docs/teams');
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CORDON_CHROMIUM ?? '/usr/bin/chromium',
  args: [...CHROMIUM_FLAGS],
});
try {
  const script = join(import.meta.dirname, '../node_modules/adaptivecards/dist/adaptivecards.js');
  for (const [name, card] of Object.entries(SHOWN)) {
    const page = await browser.newPage({ viewport: { width: 632, height: 200 } });
    await page.setContent(`<!DOCTYPE html><meta charset="utf-8"><style>${STYLE}</style><main></main>`);
    await page.addScriptTag({ path: script });
    const draw = `(() => { const card = new AdaptiveCards.AdaptiveCard();
      card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(HOST)});
      card.parse(${JSON.stringify(card)}); document.querySelector('main').append(card.render()); })()`;
    await page.evaluate(draw);
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(`${Object.keys(SHOWN).length} pictures in docs/teams`);

function drawn(card: Card): object {
  const [page = {}] = renderCard(card, { number: undefined });
  return page;
}

function form(words: string): object {
  const around = surroundings(at, [incident], commander.id);
  const outcome = formFor(words, { by: asker(commander.id), around, incident });
  if (outcome?.kind !== 'ask') throw new Error(`${words} opens no form`);
  return renderForm(outcome.form, { memo: { command: words, words }, accountOf: () => undefined }).card.content;
}
