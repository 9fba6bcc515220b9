/** The door for alerts: authentic, stored durably with everything it says, then acknowledged. What it means comes after. */

import { v5 } from 'uuid';
import type { ReceivedFinding } from '../alerts/finding.ts';
import type { AlertRequest, AlertSource, SourceSettings } from '../alerts/source.ts';
import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { findAlert, type NewAlert } from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import { createGroupCommit } from './group-commit.ts';

export interface IntakeAnswer {
  readonly status: 200 | 202;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A configured door: which source reads it, with which settings. */
export interface Door {
  readonly source: AlertSource;
  readonly settings: SourceSettings;
}

export interface IntakeOptions {
  readonly store: Store;
  readonly doorOf: (name: string) => Door | undefined;
  /** Names for the answer to an unknown one. */
  readonly doorNames: readonly string[];
  /** Carries out what a handshake asks for (SNS confirmation), after it was verified. */
  readonly confirm: (url: string) => Promise<void>;
}

export type Intake = (
  door: string,
  request: AlertRequest,
  drill: string | undefined,
  /** The request carried one of our own tokens with scope `alerts`. */
  trusted: boolean,
) => Promise<IntakeAnswer>;

export function createIntake({ store, doorOf, doorNames, confirm }: IntakeOptions): Intake {
  const commit = createGroupCommit(store);
  return async (name, request, drill, trusted) => {
    const door = doorOf(name);
    if (!door) {
      throw new CordonError('not_found', `There is no alert source ${name.slice(0, 80)}.`, {
        remedy: `Use one of: ${doorNames.join(', ')}.`,
      });
    }
    const verifiedBy = await verified(door, request, trusted);
    const reading = door.source.read(request, door.settings);
    if (reading.confirm) await confirm(reading.confirm.url);
    if (reading.reply) return { status: 200, body: reading.reply };
    // A source's own sample shows that the way is open: it opens an incident, as a drill.
    const mark = drill ?? (reading.findings.some(({ sample }) => sample) ? SAMPLE : undefined);
    const findings: readonly ReceivedFinding[] = reading.findings.map((finding) => ({
      ...finding,
      source: door.source.id,
      ...(mark ? { drill: mark } : {}),
    }));
    const alert: NewAlert = {
      id: newId(),
      source: door.source.id,
      deliveryKey: mark ? `${mark}:${reading.deliveryKey}` : reading.deliveryKey,
      receivedAt: request.receivedAt,
      body: request.body,
      sha256: sha256(request.body),
      verifiedBy,
      drill: mark ?? null,
      findings,
      triagedAt: null,
    };
    const ids = findings.map((finding) => findingId(finding));
    if (await commit(alert)) return { status: 202, body: bodyOf(alert.id, ids, undefined) };
    const first = await findAlert(store.db, alert.source, alert.deliveryKey);
    return { status: 200, body: { ...bodyOf(first?.id ?? alert.id, ids, first?.incidentNumber), duplicate: true } };
  };
}

/** The same problem of the same source, in the same drill or in none, has the same id everywhere. */
export function findingId(finding: Pick<ReceivedFinding, 'source' | 'dedupKey' | 'drill'>): string {
  return v5(`${finding.drill ?? ''}\n${finding.source}\n${finding.dedupKey}`, NAMESPACE);
}

/** Drill mark of what a source itself says it made up. */
const SAMPLE = 'sample';

const NAMESPACE = '5f2b6f0e-7a34-4b52-9f5f-0c9a1d1a7c11';

function bodyOf(delivery: string, findings: readonly string[], incident: number | null | undefined) {
  return {
    delivery,
    ...(findings[0] ? { finding: findings[0] } : {}),
    ...(findings.length > 1 ? { findings } : {}),
    ...(incident ? { incident } : {}),
  };
}

async function verified({ source, settings }: Door, request: AlertRequest, trusted: boolean): Promise<string> {
  if (trusted && !settings.vendorSchemeOnly) return 'bearer';
  const verdict = await source.verify(request, settings);
  switch (verdict.verdict) {
    case 'ok':
      return verdict.by;
    case 'refused':
      throw new CordonError('credential_invalid', verdict.reason, { remedy: verdict.remedy });
    case 'none':
      throw new CordonError(
        'credential_missing',
        `This request carries no credential that ${source.title} is known by.`,
        {
          remedy: settings.vendorSchemeOnly
            ? `Sign it as the vendor does: ${source.docs}`
            : 'Send Authorization: Bearer TOKEN; make one with: npm run cordon -- token create --scope alerts --name NAME',
        },
      );
  }
}
