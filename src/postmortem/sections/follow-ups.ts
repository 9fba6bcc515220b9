/** What is to be done after, by whom and by when; rejected ideas stay with their reason. */

import type { IncidentEvent } from '../../incident/events.ts';
import { absent, type Block, citing, heading, prompt, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { allOf, firstOf, lastOf, type Story } from '../story.ts';
import { at, place, said, strong, type Words, who } from '../words.ts';

export const followUps: Section = { id: 'follow-ups', title: 'Follow-ups', write };

function write(story: Story): readonly Block[] {
  const rows = [...story.about('followUp')].flatMap(([id, events]) => row(id, events));
  return [
    rows.length === 0
      ? absent('No follow-up was added.')
      : table('Follow-ups', ['Id', 'Follow-up', 'Kind', 'Owner', 'Due (UTC)', 'State', 'Because'], rows),
    heading(3, 'Consciously not done', 'follow-ups-rejected'),
    rejected(story),
    prompt('Is each one specific, bounded and owned? What was considered and consciously not done?'),
  ];
}

/** Ideas that were weighed and left: the reason is what the next reader needs. */
function rejected(story: Story): Block {
  const rows = [...story.about('followUp')].flatMap(([id, events]): readonly Row[] => {
    const last = events.findLast(({ type }) => ENDS.has(type));
    const added = firstOf(events, 'FollowUpAdded');
    if (last?.type !== 'FollowUpRejected' || added === undefined) return [];
    const text = lastOf(changesOfText(events), 'FollowUpChanged')?.data.text ?? added.data.text;
    const cells = [id, said(text), who(last.by), at(last.occurredAt), said(last.data.reason)];
    return [{ cells, from: [added, ...changesOfText(events), last] }];
  });
  return rows.length === 0
    ? absent('No follow-up was rejected.')
    : table('Rejected follow-ups', ['Id', 'Idea', 'Decided by', 'When (UTC)', 'Reason given'], rows);
}

function changesOfText(events: readonly IncidentEvent[]): readonly IncidentEvent[] {
  return allOf(events, 'FollowUpChanged').filter(({ data }) => data.text !== undefined);
}

function row(id: string, events: readonly IncidentEvent[]): readonly Row[] {
  const added = firstOf(events, 'FollowUpAdded');
  if (added === undefined) return [];
  const changes = allOf(events, 'FollowUpChanged').map(({ data }) => data);
  const { text, kind, priority, owner, dueAt, because } = Object.assign(
    {},
    added.data,
    ...changes,
  ) as typeof added.data;
  const cells: readonly Words[] = [
    id,
    said(text),
    priority === undefined ? kind : `${kind}, ${priority}`,
    owner === undefined ? lacking('nobody yet', events) : who(owner),
    dueAt === undefined ? lacking('no date yet', events) : at(dueAt),
    [state(events), issues(events), differences(events)],
    because === undefined ? '' : said(because),
  ];
  return [{ cells, from: citing(events) ?? [added] }];
}

/** What an open one still needs stands out; an ended one needs nothing. */
function lacking(words: string, events: readonly IncidentEvent[]): Words {
  return state(events) === 'open' ? strong(words) : 'none';
}

function state(events: readonly IncidentEvent[]): Words {
  const last = events.findLast(({ type }) => ENDS.has(type));
  if (last?.type === 'FollowUpRejected') return ['rejected: ', said(last.data.reason)];
  return last?.type === 'FollowUpDone' ? ['done ', at(last.occurredAt)] : 'open';
}

const ENDS: ReadonlySet<IncidentEvent['type']> = new Set(['FollowUpDone', 'FollowUpRejected', 'FollowUpReopened']);

/** Where it is tracked, as links; what is no longer there is named as text. */
function issues(events: readonly IncidentEvent[]): Words {
  const lost = allOf(events, 'TrackerIssueLost');
  return allOf(events, 'FollowUpTracked').map(({ seq, data: { tracker, key, url } }): Words => {
    const loss = lost.find((one) => one.seq > seq && one.data.tracker === tracker && one.data.key === key);
    if (loss === undefined) return [', ', place(key, url)];
    return [', ', said(key), ' (no longer in ', tracker, loss.data.to ? [', but in ', said(loss.data.to)] : '', ')'];
  });
}

/** What an issue says otherwise and nobody has settled. */
function differences(events: readonly IncidentEvent[]): Words {
  const last = new Map<string, IncidentEvent>();
  for (const event of events) {
    if (event.type === 'TrackerFieldsSeen' || event.type === 'TrackerDifferenceSettled')
      last.set(event.data.tracker, event);
  }
  return [...last.values()].map((event): Words => {
    if (event.type !== 'TrackerFieldsSeen' || event.data.differs.length === 0) return '';
    return [', ', strong(`to be settled with ${event.data.tracker}: ${event.data.differs.join(', ')}`)];
  });
}
