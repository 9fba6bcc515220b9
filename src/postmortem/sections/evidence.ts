/** Every piece of evidence: what it is, its hash, who collected it, and the stations of its custody. */

import type { EventOf, IncidentEvent } from '../../incident/events.ts';
import { absent, type Block, citing, explain, heading, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { firstOf, lastOf, type Story } from '../story.ts';
import { at, code, said, strong, type Words, who } from '../words.ts';

export const evidence: Section = { id: 'evidence', title: 'Evidence inventory', write };

/** Alerts of one kind beyond this many are counted. */
const SHOWN = 5;

function write(story: Story): readonly Block[] {
  const items = [...story.about('evidence')];
  return [
    items.length === 0
      ? absent('No evidence was requested.')
      : table('Evidence', ['Id', 'Kind and subject', 'File', 'SHA-256', 'Custody'], items.map(row)),
    ...orders(story),
    heading(3, 'Alerts as they were received', 'evidence-alerts'),
    received(story),
    explain(
      'Hashes are of the bytes as they were stored. Evidence is numbered on its own: “evidence e1” is not event e1. Custody lists who fixed, collected, locked, held, released and disposed of each item, and when (UTC).',
    ),
  ];
}

/** Raw bytes of deliveries are the first evidence. Of a storm the first of each kind stand here. */
function received(story: Story): Block {
  const kinds = Map.groupBy(story.of('AlertLinked'), ({ data }) =>
    JSON.stringify([data.alert.source, data.alert.type]),
  );
  if (kinds.size === 0) return absent('No alert was linked to this incident.');
  const rows = [...kinds.values()].flatMap((alerts) => [
    ...alerts.slice(0, SHOWN).map(
      (event): Row => ({
        cells: [
          code(event.data.alert.alertId),
          said(event.data.alert.source),
          at(event.data.alert.receivedAt),
          code(event.data.alert.sha256),
        ],
        from: [event],
      }),
    ),
    ...more(alerts.slice(SHOWN)),
  ]);
  return table('Alerts as received', ['Alert', 'Source', 'Received (UTC)', 'SHA-256 of the raw bytes'], rows);
}

function more(alerts: readonly EventOf<'AlertLinked'>[]): readonly Row[] {
  const from = citing(alerts);
  const [first] = alerts;
  if (from === undefined || first === undefined) return [];
  const words = `and ${alerts.length.toLocaleString('en-US')} more`;
  return [{ cells: [words, said(first.data.alert.source), '', 'each in its event'], from }];
}

function row([evidenceId, events]: readonly [string, readonly IncidentEvent[]]): Row {
  const collected = lastOf(events, 'EvidenceCollected');
  const named =
    collected ??
    firstOf(events, 'EvidenceRequested') ??
    firstOf(events, 'EvidenceFailed') ??
    firstOf(events, 'EvidenceFixed');
  const data = named?.data;
  return {
    cells: [
      `evidence ${evidenceId}`,
      data === undefined ? '' : [said(data.kind), ' of ', said(data.subject)],
      collected === undefined
        ? strong('not collected')
        : [said(collected.data.name), `, ${collected.data.bytes.toLocaleString('en-US')} bytes`],
      collected === undefined ? '' : code(collected.data.sha256),
      events.flatMap((event) => station(event)).map((words, index): Words => [index === 0 ? '' : '; ', words]),
    ],
    from: citing(events) ?? 'log',
  };
}

type OrderEvent = EventOf<'EvidenceHeld' | 'HoldLifted' | 'RetentionExtended'>;

function order(event: OrderEvent): readonly Words[] {
  switch (event.type) {
    case 'EvidenceHeld':
      return ['legal hold'];
    case 'HoldLifted':
      return ['hold lifted'];
    case 'RetentionExtended':
      return ['to be kept until ', at(event.data.until)];
  }
}

/** Orders about all evidence stand beside the table: they are about no row of it. */
function orders(story: Story): readonly Block[] {
  const about: readonly OrderEvent[] = [
    ...story.of('EvidenceHeld'),
    ...story.of('HoldLifted'),
    ...story.of('RetentionExtended'),
  ].filter(({ data }) => data.evidenceId === undefined);
  if (about.length === 0) return [];
  return [
    table(
      'Orders about all evidence',
      ['When (UTC)', 'Who', 'What', 'Why'],
      about
        .toSorted((one, other) => one.seq - other.seq)
        .map((event) => ({
          cells: [at(event.occurredAt), who(event.by), [...order(event)], said(event.data.reason)],
          from: citing([event]) ?? 'log',
        })),
    ),
  ];
}

/** One station of custody, or none for events that do not touch the item. */
function station(event: IncidentEvent): readonly Words[] {
  switch (event.type) {
    case 'EvidenceRequested':
      return [['requested ', at(event.occurredAt), ' by ', who(event.by)]];
    case 'EvidenceFixed':
      return [['fixed ', at(event.occurredAt), ' (', said(event.data.reference), ')']];
    case 'EvidenceCollected': {
      const { collector, window } = event.data;
      const span: Words = window === undefined ? '' : [', covering ', at(window.from), ' to ', at(window.to)];
      return [['collected ', at(event.occurredAt), ' by ', said(collector), span]];
    }
    case 'EvidenceLocked': {
      const { until, legalHold } = event.data;
      const held = legalHold ? ', under legal hold' : '';
      return [['locked ', at(event.occurredAt), until === undefined ? '' : [' until ', at(until)], held]];
    }
    case 'EvidenceHeld':
    case 'HoldLifted':
    case 'RetentionExtended':
      return [[...order(event), ' ', at(event.occurredAt), ' by ', who(event.by), ': ', said(event.data.reason)]];
    case 'EvidenceDisposalRequested':
      return [['disposal asked for ', at(event.occurredAt), ' by ', who(event.by), ': ', said(event.data.reason)]];
    case 'EvidenceDisposalConfirmed':
      return [['confirmed ', at(event.occurredAt), ' by ', who(event.by)]];
    case 'EvidenceDisposed': {
      const { people, freed } = event.data;
      const names = people.map(({ name }) => name).join(' and ');
      const kept = freed ? '' : '; other evidence keeps the same content';
      return [[strong('disposed of'), ' ', at(event.occurredAt), ' by ', said(names), kept]];
    }
    case 'EvidenceDisposalRefused':
      return [['not disposed of ', at(event.occurredAt), ': ', said(event.data.problem)]];
    case 'EvidenceFailed':
      return [[strong('failed'), ' ', at(event.occurredAt), ': ', said(event.data.problem)]];
    default:
      return [];
  }
}
