/** The external version as a card: what would leave, word by word, and who said that it may. */

import type { Incident } from '../../incident/incident.ts';
import type { Block, Card } from '../card.ts';
import type { Surroundings } from '../command.ts';
import { clockTime } from '../durations.ts';
import { pieces } from '../text.ts';

export interface ExternalText {
  /** Markdown. */
  readonly text: string;
  readonly sha256: string;
  readonly approved?: { readonly by: string; readonly at: string };
}

/** Longest piece of a card's text, in UTF-16 units. */
const PIECE = 2500;
/** Digits that a person or a button names a text by. */
const DIGITS = 16;

export function externalCard(
  { number }: Incident,
  { text, sha256, approved }: ExternalText,
  { baseUrl, at }: Pick<Surroundings, 'baseUrl' | 'at'>,
): Card {
  const said = text.trim().split(/\n{2,}/);
  const blocks: readonly Block[] = [
    ...said.flatMap(blocksOf),
    { kind: 'divider' },
    {
      kind: 'text',
      text: approved
        ? `Approved for sending by ${approved.by}, ${clockTime(approved.at, at)}.`
        : 'Not approved: not for release.',
      tone: approved ? 'good' : 'warning',
    },
    { kind: 'text', text: `SHA-256 ${sha256}`, muted: true },
    ...(approved ? [] : [approval(sha256)]),
    { kind: 'link', label: 'As a file', url: `${baseUrl}/incidents/${number}/postmortem/html?version=external` },
  ];
  return { key: 'external', title: 'External version', tone: 'plain', preview: 'External version', blocks };
}

function approval(sha256: string): Block {
  const label = 'Approve for sending';
  const confirm = 'Does it tell nothing that is to stay inside?';
  return {
    kind: 'buttons',
    buttons: [{ label, says: `postmortem external approve ${sha256.slice(0, DIGITS)}`, style: 'primary', confirm }],
  };
}

/** Headings of the Markdown as headings; all else as it is. */
function blocksOf(part: string): readonly Block[] {
  const heading = /^#+ (.*)$/.exec(part)?.[1];
  if (heading !== undefined) return [{ kind: 'heading', text: heading }];
  return pieces(part, PIECE).map((text) => ({ kind: 'text', text }) as const);
}
