/** Photographs what Cordon's cards look like in Slack into docs/slack/*.png: `node scripts/slack-gallery.ts`. Needs chromium. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Card } from '../src/chat/card.ts';
import { formFor } from '../src/chat/interpret.ts';
import * as views from '../src/chat/views/index.ts';
import { replay } from '../src/incident/evolve.ts';
import { renderCard } from '../src/slack/render-card.ts';
import { renderForm } from '../src/slack/render-form.ts';
import { pageOf, type Shown } from '../test/support/block-kit-page.ts';
import { CHROMIUM_FLAGS } from '../test/support/browser.ts';
import { asker, surroundings } from '../test/support/chat-house.ts';
import { tellStolenSession } from '../test/support/storyline.ts';
import { commander, responder } from '../test/support/teller.ts';

/** The story up to where one action holds and another waits for its approval. */
const story = tellStolenSession({ open: true });
const until = story.findLastIndex(({ type }) => type === 'ApprovalRequested') + 1;
const events = story.slice(0, until);
const incident = replay(events[0]?.incidentId ?? '', events);
const at = new Date(Date.parse(events.at(-1)?.recordedAt ?? ''));
const action = incident.actions.find(({ state }) => state === 'requested') ?? incident.actions[0];

const SHOWN: Readonly<Record<string, Shown>> = {
  summary: message('pinned', views.summaryCard(incident, at)),
  announcement: message('in the channel for announcements', views.announcementCard(incident)),
  checklist: message('pinned', views.checklistCard(incident, incident.phase, at)),
  ...(action ? { plan: message('one message for each action', views.actionCard(incident, action, at)) } : {}),
  'catch-up': message('only visible to you', views.catchUpCard(incident, responder, at)),
  'role-brief': message('direct message', views.roleBriefCard(incident, 'commander')),
  severity: form('severity'),
};

const folder = join(import.meta.dirname, '../docs/slack');
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CORDON_CHROMIUM ?? '/usr/bin/chromium',
  args: [...CHROMIUM_FLAGS],
});
try {
  for (const [name, shown] of Object.entries(SHOWN)) {
    const page = await browser.newPage({ viewport: { width: 632, height: 200 } });
    await page.setContent(pageOf(shown));
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(`${Object.keys(SHOWN).length} pictures in docs/slack`);

function message(label: string, card: Card): Shown {
  const [blocks = []] = renderCard(card, { number: undefined, at, accountOf: () => undefined });
  return { label, blocks: blocks as unknown as Shown['blocks'] };
}

function form(words: string): Shown {
  const around = surroundings(at, [incident], commander.id);
  const outcome = formFor(words, { by: asker(commander.id), around, incident });
  if (outcome?.kind !== 'ask') throw new Error(`${words} opens no form`);
  const { blocks, title, submit, close } = renderForm(outcome.form, {
    memo: { command: words, words },
    accountOf: () => undefined,
  });
  const framed = {
    title: title.text,
    ...(submit ? { submit: submit.text } : {}),
    ...(close ? { close: close.text } : {}),
  };
  return { label: words, blocks: blocks as unknown as Shown['blocks'], modal: framed };
}
