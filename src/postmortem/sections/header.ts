/** Who, what and how severe, on one page, with a line that nobody can miss when it was only a drill. */

import { PHASE_LABELS } from '../../incident/phases.ts';
import { type Block, banner, type Cites, citing, explain, fact, given, type Row, table, title } from '../facts.ts';
import { reviewRows } from '../review.ts';
import { roleSpells } from '../roles.ts';
import type { CompileOptions, Section } from '../section.ts';
import { endOf, phaseSpells } from '../spells.ts';
import type { Story } from '../story.ts';
import { code, onDay, quoted, said, strong, type Words, who } from '../words.ts';

const MODES = {
  live: 'Live incident',
  drill: 'DRILL',
  retrospective: 'Retrospective: entered after the fact',
} as const;

export const header: Section = { id: 'header', title: '', write };

function write(story: Story, options: CompileOptions): readonly Block[] {
  const { declared } = story;
  const { number, codename } = declared.data;
  return [
    title(fact([declared], `Post-mortem of incident ${number}, `, said(codename))),
    ...modeBanner(story),
    table('Incident at a glance', ['', 'Incident'], rows(story)),
    explain(
      'Compiled from the incident log; what people wrote is marked as theirs. Marks such as “e12” lead to the event in ' +
        'the full log that proves the line. Times are UTC. Questions for people are set apart and are not findings.',
    ),
    options.chainHead === undefined
      ? explain('The head of the hash chain was not given when this document was compiled.')
      : given(`Version as of event ${story.last.seq}. Head of the hash chain: `, code(options.chainHead)),
  ];
}

function modeBanner({ declared }: Story): readonly Block[] {
  if (declared.data.mode === 'live') return [];
  const words =
    declared.data.mode === 'drill'
      ? 'DRILL: this was an exercise; no real attack took place, and it does not count in any metric.'
      : 'RETROSPECTIVE: this incident was entered after the fact; its times are as people reported them.';
  return [banner(fact([declared], words))];
}

function rows(story: Story): readonly Row[] {
  const { declared } = story;
  const renamed = story.of('IncidentRetitled').at(-1);
  const visibility = story.of('VisibilityChanged').at(-1);
  const playbooks = story.of('PlaybookAttached');
  return [
    row('Title', [renamed ?? declared], quoted(renamed?.data.to ?? declared.data.title)),
    row('Type', [declared], said(declared.data.incidentType)),
    row('Mode', [declared], declared.data.mode === 'drill' ? strong(MODES.drill) : MODES[declared.data.mode]),
    standing(story),
    severityHistory(story),
    commander(story),
    row(
      'Declared',
      [declared],
      onDay(declared.occurredAt),
      ' by ',
      who(declared.by),
      ': ',
      said(declared.data.because),
    ),
    row(
      'Handling (TLP)',
      visibility === undefined ? [declared] : [declared, visibility],
      strong(`TLP:${declared.data.tlp}`),
      (visibility?.data.to ?? declared.data.visibility) === 'restricted' ? ', restricted to members' : ', open',
    ),
    ...playbooks.map((event) =>
      row('Playbook', [event], said(event.data.title), ', version ', said(event.data.version)),
    ),
    ...reviewRows(story),
  ];
}

function standing(story: Story): Row {
  const end = endOf(story);
  const phase = phaseSpells(story).at(-1);
  if (end?.type === 'IncidentClosed') {
    return row('Status', [end], 'Closed on ', onDay(end.occurredAt), ': ', said(end.data.resolution));
  }
  if (end?.type === 'IncidentMerged') {
    return row('Status', [end], `Merged into incident ${end.data.number}, `, said(end.data.codename));
  }
  const reopened = story.of('IncidentReopened').at(-1);
  const since = phase?.since ?? story.declared;
  return row(
    'Status',
    reopened === undefined ? [since] : [since, reopened],
    reopened === undefined ? 'Open' : 'Open again',
    phase === undefined ? '' : [', in ', PHASE_LABELS[phase.value].title],
  );
}

function severityHistory(story: Story): Row {
  const { declared } = story;
  const changes = story.of('SeverityChanged');
  const confirmed = story.of('SeverityConfirmed').at(-1);
  const steps = changes.map((event): Words => [` → SEV-${event.data.to} (`, said(event.data.reason), ')']);
  const seal =
    confirmed === undefined ? '' : [', confirmed as ', `SEV-${confirmed.data.severity}`, ' by ', who(confirmed.by)];
  const from = [declared, ...changes, ...(confirmed === undefined ? [] : [confirmed])] as const;
  return row('Severity', citing(from) ?? [declared], `SEV-${declared.data.severity}`, steps, seal);
}

function commander(story: Story): Row {
  const spell = roleSpells(story).findLast(({ role }) => role === 'commander');
  return spell === undefined
    ? { cells: ['Commander', 'Nobody took command'], from: 'log' }
    : row('Commander', [spell.since], who(spell.person), ', ', said(spell.since.data.title));
}

function row(label: string, from: Cites, ...value: readonly Words[]): Row {
  return { cells: [label, value], from };
}
