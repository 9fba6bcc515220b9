/** Every piece of evidence: what it is, its hash, who collected it, and the stations of its custody. */

import type { IncidentEvent } from '../../incident/events.ts';
import { absent, type Block, citing, explain, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { firstOf, lastOf, type Story } from '../story.ts';
import { at, code, said, strong, type Words, who } from '../words.ts';

export const evidence: Section = { id: 'evidence', title: 'Evidence inventory', write };

function write(story: Story): readonly Block[] {
  const items = [...story.about('evidence')];
  if (items.length === 0) return [absent('No evidence was requested.')];
  return [
    table('Evidence', ['Id', 'Kind and subject', 'File', 'SHA-256', 'Custody'], items.map(row)),
    explain(
      'Hashes are of the bytes as they were stored. Evidence is numbered on its own: “evidence e1” is not event e1. Custody lists who fixed, collected and locked each item, and when (UTC).',
    ),
  ];
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
    case 'EvidenceLocked':
      return [
        ['locked ', at(event.occurredAt), event.data.until === undefined ? '' : [' until ', at(event.data.until)]],
      ];
    case 'EvidenceFailed':
      return [[strong('failed'), ' ', at(event.occurredAt), ': ', said(event.data.problem)]];
    default:
      return [];
  }
}
