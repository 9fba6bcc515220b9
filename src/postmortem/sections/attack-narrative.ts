/** What the attacker did as far as alerts and responders saw it, in order, with the ATT&CK techniques named. */

import type { EventOf } from '../../incident/events.ts';
import { type Technique, techniqueOf } from '../attack.ts';
import { absent, type Block, citing, fact, paragraph, prompt, type Row, table } from '../facts.ts';
import { milestonesOf } from '../milestones.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { count } from '../text.ts';
import { between, duration, instant } from '../time.ts';
import { at, code, onDay, said } from '../words.ts';

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
      fact(started.from, 'The first activity that a source saw was on ', onDay(started.at), '.'),
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
  const rows = [...seen].map(
    ([id, { known, alerts }]): Row => ({
      cells: [code(id), known?.name ?? 'not in our table', known?.tactic ?? '', count(alerts.length, 'alert')],
      from: citing(alerts) ?? 'log',
    }),
  );
  return [table('ATT&CK techniques named by alerts', ['Technique', 'Name', 'A tactic it serves', 'Named by'], rows)];
}
