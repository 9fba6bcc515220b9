/** What the attacker did as far as alerts and responders saw it, in order, with the ATT&CK techniques named. */

import type { EventOf } from '../../incident/events.ts';
import { TACTICS, type Technique, techniqueOf } from '../attack.ts';
import { absent, type Block, citing, explain, type Fact, fact, paragraph, prompt, type Row, table } from '../facts.ts';
import { milestonesOf, type Reached } from '../milestones.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { count, stopAfter } from '../text.ts';
import { between, duration, instant } from '../time.ts';
import { at, code, onDay, place, said, type Words, who } from '../words.ts';

type Alert = EventOf<'AlertLinked'>;

export const attackNarrative: Section = { id: 'attack-narrative', title: 'Attack narrative', write };

function write(story: Story): readonly Block[] {
  return [
    ...dwell(story),
    ...observed(story),
    ...techniques(story),
    prompt('How did the attacker get in, what did they do, what did they leave behind, and how were they put out?'),
  ];
}

function dwell(story: Story): readonly Block[] {
  const reached = milestonesOf(story);
  const [started, detected, contained] = [reached.get('started'), reached.get('detected'), reached.get('contained')];
  if (started === undefined) {
    return [absent('When the attack began is not recorded, so the time before detection is unknown.')];
  }
  const unseen = detected && between(started.at, detected.at);
  const acting = contained && between(started.at, contained.at);
  return [
    paragraph(
      beginning(started),
      ...(detected && unseen !== undefined && unseen >= 0
        ? [fact([...started.from, ...detected.from], `It went on for ${duration(unseen)} before it was detected.`)]
        : []),
      ...(contained && acting !== undefined && acting >= 0
        ? [
            fact(
              [...started.from, ...contained.from],
              `The attacker could act for ${duration(acting)} until containment.`,
            ),
          ]
        : []),
    ),
  ];
}

function beginning({ at, from }: Reached): Fact {
  const [event] = from;
  if (event.type !== 'MilestoneSet') return fact(from, 'The first activity that a source saw was on ', onDay(at), '.');
  const { reason } = event.data;
  const found: Words = [', as ', who(event.by), ' found: ', said(reason), stopAfter(reason)];
  return fact(from, 'The attack began on ', onDay(at), found);
}

/** What the sources saw, by the time they say it began; one row per kind of finding. */
function observed(story: Story): readonly Block[] {
  const kinds = Map.groupBy(story.of('AlertLinked'), ({ data }) =>
    JSON.stringify([data.alert.source, data.alert.type]),
  );
  if (kinds.size === 0) return [absent('No alert was linked to this incident.')];
  const sorted = [...kinds.values()].sort((a, b) => began(a) - began(b));
  const rows = sorted.map((alerts): Row => {
    const [first] = alerts;
    const when = first?.data.alert.firstSeenAt ?? first?.data.alert.receivedAt;
    return {
      cells: [
        when === undefined ? '' : at(when),
        first === undefined ? '' : [said(first.data.alert.title), ' (', said(first.data.alert.type), ')'],
        first === undefined ? '' : said(first.data.alert.source),
        String(alerts.length),
      ],
      from: citing(alerts) ?? 'log',
    };
  });
  return [table('What the sources saw', ['First seen (UTC)', 'Activity', 'Reported by', 'Alerts'], rows)];
}

function began(alerts: readonly Alert[]): number {
  const alert = alerts[0]?.data.alert;
  return instant(alert?.firstSeenAt) ?? instant(alert?.receivedAt) ?? 0;
}

function techniques(story: Story): readonly Block[] {
  const seen = new Map<string, { readonly known: Technique | undefined; readonly alerts: Alert[] }>();
  for (const event of story.of('AlertLinked')) {
    for (const id of new Set(event.data.alert.techniques)) {
      const entry = seen.get(id);
      if (entry === undefined) seen.set(id, { known: techniqueOf(id), alerts: [event] });
      else entry.alerts.push(event);
    }
  }
  if (seen.size === 0) return [absent('No alert named an ATT&CK technique.')];
  const rows = [...seen]
    .sort(([, a], [, b]) => order(a.known) - order(b.known))
    .map(
      ([id, { known, alerts }]): Row => ({
        cells: [technique(id), known?.name ?? 'not in our table', known?.tactic ?? '', count(alerts.length, 'alert')],
        from: citing(alerts) ?? 'log',
      }),
    );
  return [
    table('ATT&CK techniques named by alerts', ['Technique', 'Name', 'A tactic it serves', 'Named by'], rows),
    explain('Names and tactics are those of MITRE ATT&CK (Enterprise, v16), in the order of its tactics.'),
  ];
}

function order(known: Technique | undefined): number {
  return known === undefined ? TACTICS.length : TACTICS.indexOf(known.tactic);
}

/** Leads to its page at MITRE; what is no id of a technique stays text. */
function technique(id: string) {
  const path = /^T\d{4}(?:\.\d{3})?$/i.test(id) ? id.toUpperCase().replace('.', '/') : undefined;
  return path === undefined ? code(id) : place(id, `https://attack.mitre.org/techniques/${path}/`);
}
