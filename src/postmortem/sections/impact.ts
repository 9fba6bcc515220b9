/** What was hit, counted: only what the log holds; losses of business and data are asked for. */

import type { Entity } from '../../incident/actor.ts';
import type { IncidentEvent } from '../../incident/events.ts';
import { actionTales, stillHolds } from '../action-tale.ts';
import { type Block, citing, prompt, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { endOf, severitySpells, totals } from '../spells.ts';
import type { Story } from '../story.ts';
import { between, duration } from '../time.ts';
import { said, type Words } from '../words.ts';

/** Entity names printed beside a count; the rest is in the log. */
const NAMED = 5;
/** Kinds of entity that let somebody in. */
const CREDENTIALS: readonly Entity['kind'][] = ['access-key', 'session', 'role', 'user', 'service-account'];

export const impact: Section = { id: 'impact', title: 'Impact in numbers', write };

function write(story: Story): readonly Block[] {
  return [
    table(
      'Impact in numbers',
      ['Measure', 'Value'],
      [...time(story), ...signals(story), ...scope(story), ...acts(story)],
    ),
    prompt('Which classes of data were exposed, how many people are concerned, and how do we know?'),
    prompt('What did it cost: hours of service lost, customers affected, support load, money?'),
  ];
}

function time(story: Story): readonly Row[] {
  const end = endOf(story);
  const to = (end ?? story.last).occurredAt;
  const ms = between(story.declared.occurredAt, to) ?? 0;
  const spells = severitySpells(story);
  const bySeverity = [...totals(spells)].sort(([a], [b]) => a - b);
  return [
    row(
      'Declared to closed',
      [story.declared, end ?? story.of('IncidentReopened').at(-1)].filter((event) => event !== undefined),
      end === undefined ? 'Still open' : duration(ms),
    ),
    ...bySeverity.map(([severity, sum]) => {
      const from = spells
        .filter(({ value }) => value === severity)
        .flatMap(({ since, until }) => [since, until ?? story.last]);
      return row(
        `Time at SEV-${severity}`,
        from,
        end === undefined && spells.at(-1)?.value === severity ? `${duration(sum)} so far` : duration(sum),
      );
    }),
  ];
}

function signals(story: Story): readonly Row[] {
  const alerts = story.of('AlertLinked');
  const findings = new Set(alerts.map((event) => event.data.alert.findingId));
  const sources = new Set(alerts.map((event) => event.data.alert.source));
  return [
    row('Alerts linked', alerts, String(alerts.length)),
    ...(alerts.length === 0
      ? []
      : [row('Distinct findings', alerts, [`${findings.size}, from `, said([...sources].sort().join(', '))])]),
  ];
}

/** Entities by kind, from alerts and by hand, without those taken out of scope again. */
function scope(story: Story): readonly Row[] {
  const inScope = entitiesOf(story);
  const kinds = Map.groupBy(inScope.values(), ({ entity }) => entity.kind);
  const credentials = [...inScope.values()].filter(({ entity }) => CREDENTIALS.includes(entity.kind));
  const accounts = new Map<string, IncidentEvent>();
  for (const { entity, from } of inScope.values()) {
    if (entity.account !== undefined && !accounts.has(entity.account)) accounts.set(entity.account, from);
  }
  return [
    row('Cloud accounts touched', [...accounts.values()], listed([...accounts.keys()])),
    ...[...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, found]) =>
        row(
          ['In scope: ', said(kind)],
          found.map(({ from }) => from),
          listed(found.map(({ entity }) => entity.id)),
        ),
      ),
    row(
      'Credentials and identities to treat as compromised',
      credentials.map(({ from }) => from),
      String(credentials.length),
    ),
  ];
}

function entitiesOf(story: Story): ReadonlyMap<string, { readonly entity: Entity; readonly from: IncidentEvent }> {
  const found = new Map<string, { readonly entity: Entity; readonly from: IncidentEvent }>();
  const add = (entity: Entity, from: IncidentEvent) => {
    if (!found.has(keyOf(entity))) found.set(keyOf(entity), { entity, from });
  };
  for (const event of story.events) {
    if (event.type === 'AlertLinked') for (const entity of event.data.alert.entities) add(entity, event);
    else if (event.type === 'EntityAdded') add(event.data.entity, event);
    else if (event.type === 'EntityRemoved') found.delete(keyOf(event.data.entity));
  }
  return found;
}

function keyOf({ kind, id, account, region }: Entity): string {
  return JSON.stringify([kind, id, account, region]);
}

function acts(story: Story): readonly Row[] {
  const tales = actionTales(story);
  const started = tales.map((tale) => tale.started).filter((event) => event !== undefined);
  const left = tales.filter(stillHolds);
  return [
    row('Actions carried out', started, String(started.length)),
    row(
      'Controls still in place at the end',
      left.map((tale) => tale.held ?? tale.proposed),
      String(left.length),
    ),
  ];
}

function listed(ids: readonly string[]): Words {
  if (ids.length === 0) return '0';
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return [`${ids.length}: `, ids.slice(0, NAMED).map((id, index): Words => [index === 0 ? '' : ', ', said(id)]), more];
}

function row(measure: Words, from: readonly IncidentEvent[], value: Words): Row {
  return { cells: [measure, value], from: citing(from) ?? 'log' };
}
