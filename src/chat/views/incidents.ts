/** Incidents as rows: the list, and the panel that stands where no incident is. */

import type { Button, Card } from '../card.ts';
import type { IncidentRow, Surroundings } from '../command.ts';
import { between } from '../durations.ts';
import { tableCard } from './lists.ts';

/** The panel outside any incident: what is open, and how to begin. */
export function homeCard({ incidents, at, storylines }: Surroundings): Card {
  const open = incidents.filter(({ status }) => status === 'open');
  const mine: Button[] = open
    .filter(({ member }) => member)
    .map(({ number, codename }) => ({ label: `#${number} ${codename}`, says: `${number} status` }));
  const begin: Button[] = [
    { label: 'Declare…', says: 'new', asks: true, style: 'primary' },
    ...(storylines.length > 0 ? [{ label: 'Drill…', says: 'drill', asks: true }] : []),
    { label: 'Help', says: 'help' },
  ];
  const card = incidentsCard(open, at);
  return { ...card, key: 'home', blocks: [...card.blocks, { kind: 'buttons', buttons: [...mine, ...begin] }] };
}

export function incidentsCard(rows: readonly IncidentRow[], at: Date): Card {
  return tableCard(
    'incidents',
    'Incidents',
    ['', 'Incident', 'Severity', 'Phase', 'Commander', 'Age'],
    rows.map((row) => [
      `#${row.number}`,
      row.title && row.member ? `${row.codename}: ${row.title}` : row.codename,
      `SEV-${row.severity}`,
      row.status === 'open' ? row.phase : row.status,
      row.commander ?? 'none',
      between(row.declaredAt, at),
    ]),
    'No incidents. Declare one: new.',
  );
}
