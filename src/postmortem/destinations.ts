/** Places that post-mortems and follow-ups go to, as the configuration names them; secrets are named there, never written. */

import { z } from 'zod';
import type { Destination } from '../incident/postmortem-commands.ts';
import type { IssueFields } from '../incident/postmortem-events.ts';
import type { Publisher } from './publisher.ts';
import { PUBLISHERS } from './publishers/index.ts';
import type { Issue, Tracker } from './tracker.ts';
import { TRACKERS } from './trackers/index.ts';

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and dashes');

/** `uses` is the kind; what else it needs is checked by the kind itself. */
const Entry = z.looseObject({
  uses: z.string(),
  /** Whether restricted incidents may go there: then everybody who can read there can read them. */
  restricted: z.boolean().default(false),
});

export const PublisherEntries = z.record(Name, Entry).default({});
export const TrackerEntries = z
  .record(
    Name,
    Entry.extend({
      /** Follow-ups of real incidents become issues there by themselves. */
      automatic: z.boolean().default(false),
      /** Ids of people, by what the tracker calls them: login, account id or address. */
      people: z.record(z.string(), z.string().min(1)).default({}),
    }),
  )
  .default({});

export interface ConfiguredPublisher extends Destination, Publisher {}
export interface ConfiguredTracker extends Destination, Tracker {
  readonly automatic: boolean;
  readonly people: Readonly<Record<string, string>>;
}

/** Value of an environment variable or of the file that `NAME_FILE` names; undefined where neither is set. */
export type ReadSecret = (name: string) => string | undefined;

/** Opens what is configured. What is wrong is told in `faults`, never the value of a secret. */
export function openPublishers(
  entries: z.infer<typeof PublisherEntries>,
  secret: ReadSecret,
  faults: string[],
): readonly ConfiguredPublisher[] {
  return Object.entries(entries).flatMap(([target, { uses, restricted, ...raw }]) => {
    const opened = open(PUBLISHERS, `publishers.${target}`, uses, raw, secret, faults);
    return opened ? [{ target, kind: uses, restricted, ...opened }] : [];
  });
}

/** The same for trackers. */
export function openTrackers(
  entries: z.infer<typeof TrackerEntries>,
  secret: ReadSecret,
  faults: string[],
): readonly ConfiguredTracker[] {
  return Object.entries(entries).flatMap(([target, { uses, restricted, automatic, people, ...raw }]) => {
    const opened = open(TRACKERS, `trackers.${target}`, uses, raw, secret, faults);
    return opened ? [{ target, kind: uses, restricted, automatic, people, ...opened }] : [];
  });
}

/**
 * What an issue says, its assignee as a person of ours where the configuration knows them. Nobody becomes one of ours by
 * a name they chose elsewhere: others are called by tracker and login.
 */
export function fieldsOf({ target, people }: ConfiguredTracker, { says, assignee }: Issue): IssueFields {
  if (!assignee) return says;
  const { id, name } = assignee;
  return { ...says, owner: { id: people[id] ?? `${target}:${id}`, name } };
}

interface Kind<Opened> {
  readonly id: string;
  readonly settings: z.ZodType;
  readonly secrets: readonly string[];
  open(settings: unknown): Opened;
}

function open<Opened>(
  kinds: readonly Kind<Opened>[],
  path: string,
  uses: string,
  raw: Readonly<Record<string, unknown>>,
  secret: ReadSecret,
  faults: string[],
): Opened | undefined {
  const kind = kinds.find(({ id }) => id === uses);
  if (!kind) {
    faults.push(`${path}.uses: there is no ${uses}. Use one of: ${kinds.map(({ id }) => id).join(', ')}.`);
    return undefined;
  }
  const settings: Record<string, unknown> = { ...raw };
  for (const field of kind.secrets) {
    const name = raw[field];
    if (typeof name !== 'string') continue;
    const value = /^[A-Z][A-Z0-9_]*$/.test(name) ? secret(name) : undefined;
    if (value === undefined) {
      faults.push(`${path}.${field}: must name an environment variable that is set (or its _FILE), not hold a secret.`);
      return undefined;
    }
    settings[field] = value;
  }
  const read = kind.settings.safeParse(settings);
  if (read.success) return kind.open(read.data);
  for (const issue of read.error.issues) {
    faults.push(`${path}.${issue.path.join('.')}: ${issue.message}. See docs/configuration.md.`);
  }
  return undefined;
}
