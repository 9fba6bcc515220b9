/** What alert tests share: requests, settings, findings, and the saved payloads where they are at hand. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFinding, type ReceivedFinding } from '../../../src/alerts/finding.ts';
import type { AlertRequest, SourceSettings } from '../../../src/alerts/source.ts';
import type { Entity } from '../../../src/incident/actor.ts';

export const NOW = new Date('2026-03-02T09:15:00.000Z');

export function request(body: unknown, headers: AlertRequest['headers'] = {}): AlertRequest {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { headers, body: bytes, receivedAt: NOW };
}

export function settings(given: Partial<SourceSettings> = {}): SourceSettings {
  return { secrets: ['right-secret'], allow: [], vendorSchemeOnly: false, ...given };
}

export function received(
  given: Partial<ReceivedFinding> & { readonly entities?: readonly Entity[] } = {},
): ReceivedFinding {
  const plain = makeFinding({ dedupKey: 'k1', type: 'Test:Any', title: 'Any', severity: 'medium', severityRaw: '5' });
  return { ...plain, source: 'aws-guardduty', ...given };
}

/** The folder of saved payloads: `CORDON_PAYLOADS`, or beside the repository. */
const FOLDER =
  process.env.CORDON_PAYLOADS ??
  ['../../../../shared/payloads', '../../../../../shared/payloads']
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path));

export const NO_PAYLOADS = FOLDER === undefined || !existsSync(FOLDER);

/** Why tests over payloads are skipped, for their titles. */
export const PAYLOADS = NO_PAYLOADS ? 'saved payloads (absent: set CORDON_PAYLOADS to their folder)' : 'saved payloads';

export function payload(name: string): string {
  return readFileSync(join(FOLDER ?? '', name), 'utf8');
}

export function payloadNames(): readonly string[] {
  return NO_PAYLOADS
    ? []
    : readdirSync(FOLDER ?? '')
        .filter((name) => name.endsWith('.json'))
        .sort();
}
