/** What was said to whom and when, and the ledger of notification duties with proof of sending. */

import type { EventOf } from '../../incident/events.ts';
import { absent, type Block, explain, heading, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { lastOf, type Story } from '../story.ts';
import { spaced } from '../text.ts';
import { between, duration } from '../time.ts';
import { at, said, strong, type Words, who } from '../words.ts';

export const communications: Section = { id: 'communications', title: 'Communications', write };

function write(story: Story): readonly Block[] {
  return [
    heading(3, 'Status updates', 'communications-updates'),
    updates(story),
    heading(3, 'Who was called', 'communications-pages'),
    pages(story),
    heading(3, 'Where it was talked about', 'communications-places'),
    conversations(story),
    heading(3, 'Notification duties', 'communications-duties'),
    duties(story),
    explain('Clocks are reminders configured by Legal and Compliance; this table is a record, not legal advice.'),
  ];
}

function updates(story: Story): Block {
  const rows = story.of('UpdatePosted').map(
    (event): Row => ({
      cells: [at(event.occurredAt), event.data.audience, said(event.data.text), who(event.by)],
      from: [event],
    }),
  );
  return rows.length === 0
    ? absent('No status update was posted.')
    : table('Status updates', ['Time (UTC)', 'To', 'Update', 'By'], rows);
}

function pages(story: Story): Block {
  const rows = story.of('PersonPaged').map(
    (event): Row => ({
      cells: [at(event.occurredAt), who(event.data.person), said(event.data.via), said(event.data.reason)],
      from: [event],
    }),
  );
  return rows.length === 0
    ? absent('Nobody was paged.')
    : table('Pages', ['Time (UTC)', 'Person', 'Through', 'Because'], rows);
}

function conversations(story: Story): Block {
  const opened = story.of('ConversationOpened').map(
    (event): Row => ({
      cells: [at(event.occurredAt), said(event.data.platform), said(event.data.name), 'opened'],
      from: [event],
    }),
  );
  const failed = story.of('ConversationFailed').map(
    (event): Row => ({
      cells: [at(event.occurredAt), said(event.data.platform), '', [strong('failed'), ': ', said(event.data.problem)]],
      from: [event],
    }),
  );
  const rows = [...opened, ...failed];
  return rows.length === 0
    ? absent('No conversation was opened.')
    : table('Conversations', ['Time (UTC)', 'Platform', 'Name', 'Outcome'], rows);
}

function duties(story: Story): Block {
  const rows = story.of('ClockStarted').map((event): Row => {
    const stop = lastOf(story.about('clock').get(event.data.clockId) ?? [], 'ClockStopped');
    return {
      cells: [
        [said(event.data.title), ' (', said(event.data.regime), ')'],
        [at(event.data.startedAt), ` on ${event.data.anchor}`],
        at(event.data.dueAt),
        outcome(event, stop),
        stop === undefined ? '' : said(stop.data.proof),
      ],
      from: stop === undefined ? [event] : [event, stop],
    };
  });
  return rows.length === 0
    ? absent('No notification clock was started.')
    : table('Notification duties', ['Duty', 'Began (UTC)', 'Due (UTC)', 'Outcome', 'Proof'], rows);
}

function outcome(started: EventOf<'ClockStarted'>, stop: EventOf<'ClockStopped'> | undefined): Words {
  if (stop === undefined) return strong('not sent where the log ends');
  const left = between(stop.occurredAt, started.data.dueAt);
  const words: Words = [spaced(stop.data.outcome), ' ', at(stop.occurredAt)];
  if (stop.data.outcome === 'not_required' || left === undefined) return words;
  return left < 0 ? [words, ', ', strong(`${duration(-left)} late`)] : [words, `, ${duration(left)} to spare`];
}
