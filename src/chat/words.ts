/** Takes apart what people type. */

import type { Person } from '../incident/actor.ts';
import type { Action, Incident, Task } from '../incident/incident.ts';
import type { RoleDefinition } from '../incident/policy.ts';
import type { Surroundings } from './command.ts';

/** `revoke role web-prod because it is used from outside` → what is asked, and why. */
export function splitReason(text: string): { readonly head: string; readonly reason?: string } {
  const match = /(?:^|\s)because\s+([\s\S]+)$/i.exec(text);
  if (!match) return { head: text.trim() };
  return { head: text.slice(0, match.index).trim(), reason: match[1]?.trim() ?? '' };
}

/** The first word and the rest. */
export function firstWord(text: string): readonly [string, string] {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  return [word, rest.trim()];
}

/** Splits at blanks, keeping `"quoted strings"` whole. */
export function pieces(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** By id, by name, or by a beginning that fits one person alone; a leading `@` is dropped. */
export function personOf(text: string, around: Surroundings, incident?: Incident): Person | undefined {
  const wanted = text.replace(/^@/, '').trim().toLowerCase();
  if (!wanted) return undefined;
  const known = new Map([...around.people, ...(incident?.members ?? [])].map((person) => [person.id, person]));
  const all = [...known.values()];
  const exact = all.find(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  if (exact) return exact;
  const starting = all.filter(
    ({ id, name }) => id.toLowerCase().startsWith(wanted) || name.toLowerCase().startsWith(wanted),
  );
  return starting.length === 1 ? starting[0] : undefined;
}

/** By id (`t3`), by number, or by a part of the text that fits one task alone. */
export function taskOf(text: string, incident: Incident): Task | undefined {
  const wanted = text.trim().toLowerCase();
  const id = /^\d+$/.test(wanted) ? `t${wanted}` : wanted;
  const exact = incident.tasks.find(({ taskId }) => taskId === id);
  if (exact || wanted.length < 3) return exact;
  const having = incident.tasks.filter((task) => task.text.toLowerCase().includes(wanted));
  return having.length === 1 ? having[0] : undefined;
}

export function actionOf(text: string, incident: Incident): Action | undefined {
  const wanted = text.trim().toLowerCase();
  return incident.actions.find(({ actionId }) => actionId === wanted);
}

/** By id, by title, or by a common short form. */
export function roleOf(text: string, incident: Incident): RoleDefinition | undefined {
  const wanted = text.trim().toLowerCase();
  const id = SHORT_ROLES.get(wanted) ?? wanted;
  return (
    incident.policy.roles.find((role) => role.id === id || role.title.toLowerCase() === wanted) ??
    onlyOne(incident.policy.roles.filter((role) => wanted.length > 2 && role.id.startsWith(wanted)))
  );
}

const SHORT_ROLES: ReadonlyMap<string, string> = new Map([
  ['ic', 'commander'],
  ['command', 'commander'],
  ['lead', 'commander'],
  ['incident_commander', 'commander'],
  ['comms', 'communications'],
  ['owner', 'account-owner'],
  ['account owner', 'account-owner'],
]);

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** `14:05`, `2026-01-31 14:05` or RFC 3339, in UTC. A bare time lies in the past day. */
export function momentOf(text: string, at: Date): string | undefined {
  const short = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (short) {
    if (Number(short[1]) > 23 || Number(short[2]) > 59) return undefined;
    const moment = new Date(at);
    moment.setUTCHours(Number(short[1]), Number(short[2]), 0, 0);
    if (moment.getTime() > at.getTime()) moment.setUTCDate(moment.getUTCDate() - 1);
    return moment.toISOString();
  }
  if (!isDay(text.trim().slice(0, 10))) return undefined;
  const spaced = text.trim().replace(/^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?$/, '$1T$2Z');
  const parsed = Date.parse(spaced);
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString();
}

/** A day of the calendar: `Date.parse` takes the 31st of February for the 3rd of March. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}

/** `30`, `30m`, `2h`, `1d` in minutes. */
export function minutesOf(text: string): number | undefined {
  const match = /^(\d{1,5})\s*(m|min|h|d)?$/i.exec(text.trim());
  if (!match) return undefined;
  const unit = { m: 1, min: 1, h: 60, d: 1440 }[match[2]?.toLowerCase() ?? 'm'] ?? 1;
  return Number(match[1]) * unit;
}

/** The known word nearest to a mistyped one, when it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = word.length <= 3 ? 1 : 2;
  const ranked = known.map((one) => ({ one, far: distance(word, one) })).sort((a, b) => a.far - b.far);
  return ranked[0] && ranked[0].far <= limit ? ranked[0].one : undefined;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
