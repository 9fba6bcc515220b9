/**
 * Any sender, by configuration: a mapping says where its body holds title, severity, key, entities and link.
 * Without a mapping the body is read in Cordon's plain form, which the example shows.
 */

import { sha256 } from '../../base/chain.ts';
import { CordonError } from '../../base/errors.ts';
import { isFresh, matchesHmac, refused, verifySharedSecret } from '../credentials.ts';
import { boundedKey, makeFinding } from '../finding.ts';
import { keyOf, Mapping, mapFinding, PLAIN_MAPPING } from '../mapping.ts';
import { parsePath, valuesAt } from '../path.ts';
import { bodyInvalid, readJson } from '../read-json.ts';
import { unknownSeverity } from '../severity-words.ts';
import type { AlertRequest, AlertSource, Reading, SourceSettings, Verdict } from '../source.ts';

const EXPECTED = 'a JSON object with a title, or a body in which the configured mapping finds one';

export const generic: AlertSource = {
  id: 'generic',
  title: 'Generic webhook',
  docs: 'docs/alerts.md',
  example: JSON.stringify({
    title: 'Storage bucket made public',
    description: 'The policy of customer-exports allows everyone to read.',
    type: 'PublicBucket',
    severity: 'high',
    dedupKey: 'public-bucket/customer-exports',
    account: '111122223333',
    region: 'eu-west-1',
    entities: [
      { kind: 'bucket', id: 'customer-exports' },
      { kind: 'role', id: 'web-prod' },
    ],
    techniques: ['T1530'],
    link: 'https://scanner.example.com/findings/4711',
    firstSeenAt: '2026-03-02T09:10:00Z',
  }),
  verify,
  read,
};

/** `X-Signature-256: sha256=HEX` over `v1:{X-Timestamp}:{body}`, the time in Unix seconds; or a shared secret. */
function verify(request: AlertRequest, settings: SourceSettings): Verdict {
  const signature = request.headers['x-signature-256'];
  if (signature === undefined) {
    const shared = verifySharedSecret(request, settings);
    return settings.vendorSchemeOnly && shared.verdict === 'ok' ? unsigned() : shared;
  }
  const time = request.headers['x-timestamp'];
  if (!isFresh(time, request.receivedAt)) {
    return refused(
      'X-Timestamp is missing or more than 300 s off.',
      'Send the time of sending in Unix seconds; set clocks by NTP.',
    );
  }
  return matchesHmac(signature, [`v1:${time}:`, request.body], settings.secrets)
    ? { verdict: 'ok', by: 'HMAC signature' }
    : refused(
        'X-Signature-256 does not match.',
        "Sign `v1:{X-Timestamp}:{body}` by HMAC-SHA256 with one of this source's secrets.",
      );
}

function unsigned(): Verdict {
  return refused('This source accepts signed requests alone.', 'Send X-Signature-256 and X-Timestamp.');
}

function read(request: AlertRequest, settings: SourceSettings): Reading {
  const mapping = mappingOf(settings);
  const body = readJson(request.body, EXPECTED);
  const items = mapping.items === undefined ? [body] : valuesAt(body, parsePath(mapping.items) ?? []).flat();
  if (items.length === 0) throw bodyInvalid(`There is nothing at ${mapping.items}.`, EXPECTED);
  const readings = items.map((item, position) =>
    readItem(item, mapping, items.length > 1 ? ` of item ${position}` : ''),
  );
  const warnings = readings.flatMap((reading) => reading.warnings);
  return {
    deliveryKey: boundedKey(request.headers['idempotency-key'] || sha256(request.body)),
    findings: readings.map(({ finding }) => finding),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function readItem(item: unknown, mapping: Mapping, where: string) {
  const draft = mapFinding(item, mapping);
  if (draft.title === undefined) {
    throw bodyInvalid(`The title${where} is missing: nothing at ${mapping.title.join(' or ')}.`, EXPECTED);
  }
  const finding = makeFinding({
    ...draft,
    title: draft.title,
    type: draft.type ?? draft.title,
    severity: draft.severity ?? 'medium',
    dedupKey: draft.dedupKey ?? keyOf(draft),
  });
  const known = draft.severity !== undefined;
  return {
    finding,
    warnings: known ? [] : [unknownSeverity(draft.severityRaw, finding.title)],
  };
}

/** Throws `config_invalid`; configuration was checked at start, so this is for what changed since. */
function mappingOf(settings: SourceSettings): Mapping {
  if (settings.mapping === undefined) return PLAIN_MAPPING;
  const mapping = Mapping.safeParse(settings.mapping);
  if (mapping.success) return mapping.data;
  throw new CordonError('config_invalid', "The mapping of this source is invalid; its alerts can't be read.", {
    remedy: 'Mend the mapping in the configuration.',
    details: mapping.error.issues.map(({ path, message }) => `mapping.${path.join('.')}: ${message}`),
  });
}
