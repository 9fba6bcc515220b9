/** What is to be done after, by whom and by when; rejected ideas stay with their reason. */

import type { IncidentEvent } from '../../incident/events.ts';
import { absent, type Block, citing, prompt, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { firstOf, lastOf, type Story } from '../story.ts';
import { at, said, strong, type Words, who } from '../words.ts';

export const followUps: Section = { id: 'follow-ups', title: 'Follow-ups', write };

function write(story: Story): readonly Block[] {
  const rows = [...story.about('followUp')].flatMap(([id, events]) => row(id, events));
  return [
    rows.length === 0
      ? absent('No follow-up was added.')
      : table('Follow-ups', ['Id', 'Follow-up', 'Kind', 'Owner', 'Due (UTC)', 'State', 'Because'], rows),
    prompt('Is each one specific, bounded and owned? What was considered and consciously not done?'),
  ];
}

function row(id: string, events: readonly IncidentEvent[]): readonly Row[] {
  const added = firstOf(events, 'FollowUpAdded');
  if (added === undefined) return [];
  const { text, kind, owner, dueAt, because } = added.data;
  const cells: readonly Words[] = [
    id,
    said(text),
    kind,
    owner === undefined ? strong('nobody yet') : who(owner),
    dueAt === undefined ? strong('no date yet') : at(dueAt),
    state(events),
    because === undefined ? '' : said(because),
  ];
  return [{ cells, from: citing(events) ?? [added] }];
}

function state(events: readonly IncidentEvent[]): Words {
  const [done, rejected] = [lastOf(events, 'FollowUpDone'), lastOf(events, 'FollowUpRejected')];
  if (rejected !== undefined && rejected.seq > (done?.seq ?? 0)) return ['rejected: ', said(rejected.data.reason)];
  return done === undefined ? 'open' : ['done ', at(done.occurredAt)];
}
