/** The weekly digest of follow-ups, as a card and as a letter. */

import type { DigestLine, HiddenWork } from '../../incident/digest.ts';
import type { Block, Card } from '../card.ts';
import { between } from '../durations.ts';

/** Lines beyond these are only counted. */
const SHOWN = 30;

export interface DigestOptions {
  /** Whether it is the team's: then each line names its owner. */
  readonly team: boolean;
  readonly baseUrl: string;
  readonly at: Date;
  /** What its reader owns and may not see. */
  readonly hidden?: readonly HiddenWork[];
}

export function digestCard(lines: readonly DigestLine[], options: DigestOptions): Card {
  const { baseUrl, at, team, hidden = [] } = options;
  const overdue = lines.some(({ isOverdue }) => isOverdue);
  const more = lines.length - SHOWN;
  const fields = lines.slice(0, SHOWN).map((line) => ({ label: labelOf(line), value: saidOf(line, at, team) }));
  const blocks: readonly Block[] = [
    ...(fields.length > 0 ? [{ kind: 'fields', fields } as const] : []),
    ...(more > 0 ? [{ kind: 'text', text: `${more} more.`, muted: true } as const] : []),
    ...hidden.flatMap((one): readonly Block[] => [
      { kind: 'text', text: hiddenText(one) },
      { kind: 'link', label: `Ask for access to #${one.number}`, url: `${baseUrl}/incidents/${one.number}` },
    ]),
    { kind: 'link', label: 'All follow-ups', url: `${baseUrl}/follow-ups` },
  ];
  const title = headOf(lines, options);
  return { key: 'digest', title, tone: overdue ? 'warning' : 'plain', preview: title, blocks };
}

/** E-mail is read in places that nobody knows: of restricted incidents it says where to look, and not what for. */
export function digestLetter(lines: readonly DigestLine[], options: DigestOptions): { subject: string; text: string } {
  const { baseUrl, at, team, hidden = [] } = options;
  const said = lines.map((line) => {
    const value = saidOf(line.isRestricted ? { ...line, text: 'Its words are in the Room' } : line, at, team);
    return `${labelOf(line)}: ${value}\n  ${baseUrl}/incidents/${line.number}/postmortem`;
  });
  const unseen = hidden.map((one) => `${hiddenText(one)}\n  ${baseUrl}/incidents/${one.number}`);
  return {
    subject: headOf(lines, options),
    text: [...said, ...unseen, `All of them: ${baseUrl}/follow-ups`].join('\n\n'),
  };
}

/** Counts alone: it is read on lock screens. */
function headOf(lines: readonly DigestLine[], { team, hidden = [] }: DigestOptions): string {
  const overdue = lines.filter(({ isOverdue }) => isOverdue).length;
  const head = team ? 'Open follow-ups' : 'Your open follow-ups';
  const count = hidden.reduce((sum, one) => sum + one.count, lines.length);
  return `${head}: ${count}${overdue > 0 ? `, ${overdue} overdue` : ''}`;
}

/** Nothing of what they are, nor who is in it: whoever is decides who else may know. */
function hiddenText({ number, codename, count }: HiddenWork): string {
  const yours = count === 1 ? 'an open follow-up is yours' : `${count} open follow-ups are yours`;
  return `#${number} ${codename}: ${yours}, and you are not among its members. Ask for access on its page; any member can allow it.`;
}

function labelOf({ number, codename, followUpId }: DigestLine): string {
  return `#${number} ${codename} ${followUpId}`;
}

function saidOf({ text, owner, dueAt, isOverdue }: DigestLine, at: Date, team: boolean): string {
  const due = dueAt && (isOverdue ? `overdue ${between(dueAt, at)}` : `due ${dueAt.slice(0, 10)}`);
  const said = [team ? (owner?.name ?? 'nobody yet') : '', due ?? 'no date'].filter(Boolean);
  return `${text} (${said.join(', ')})`;
}
