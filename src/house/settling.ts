/** What a closed or reopened incident says to where its findings came from: those of AWS that its own alerts name, no others. */

import type { Aws } from '../containment/aws/client.ts';
import { type FindingArn, findingsIn, writeBack } from '../containment/aws/write-back.ts';
import { findingId } from '../engine/intake.ts';
import type { Incident } from '../incident/incident.ts';
import type { Containment } from '../reactions/containment.ts';

export interface SettlingOptions {
  readonly aws: Aws;
  /** A delivery as it arrived; empty where it is no longer kept. */
  readonly bodyOf: (alertId: string) => Promise<string>;
}

const SOURCE = 'aws-guardduty';

export function createSettle({ aws, bodyOf }: SettlingOptions): Containment['settle'] {
  const { guardduty, securityHub } = aws.settings.writeBack;
  return async (incident, state, signal) => {
    if (!guardduty && !securityHub) return [];
    const findings = await findingsOf(incident, bodyOf);
    const { id: incidentId, number, codename } = incident;
    const note = `Incident ${number} ${codename} was ${state === 'closed' ? 'closed' : 'reopened'} in Cordon.`;
    const errand = { incidentId, jobKey: `${incidentId}.settle`, number };
    return writeBack(aws, { findings, state, note, errand }, signal);
  };
}

/** A delivery may carry findings of other incidents: only those that were linked count. */
async function findingsOf(incident: Incident, bodyOf: SettlingOptions['bodyOf']): Promise<readonly FindingArn[]> {
  const linked = incident.alerts.filter(({ source }) => source === SOURCE);
  const ids = new Set(linked.map((alert) => alert.findingId));
  const found = new Map<string, FindingArn>();
  for (const alertId of new Set(linked.map((alert) => alert.alertId))) {
    for (const one of findingsIn(await bodyOf(alertId))) {
      if (ids.has(findingId({ source: SOURCE, dedupKey: one.id }))) found.set(one.arn, one);
    }
  }
  return [...found.values()];
}
