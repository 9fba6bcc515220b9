/**
 * CloudEvents 1.0 over HTTP: structured, batched, and binary with `ce-` headers.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */

import { z } from 'zod';
import { verifySharedSecret } from '../credentials.ts';
import { text, textMembers } from '../dig.ts';
import { boundedKey, makeFinding } from '../finding.ts';
import { mapFinding, PLAIN_MAPPING } from '../mapping.ts';
import { bodyInvalid, readJson, readShape } from '../read-json.ts';
import { severityOfWord, unknownSeverity } from '../severity-words.ts';
import type { AlertRequest, AlertSource, Reading } from '../source.ts';

const EXPECTED = 'a CloudEvent 1.0 as JSON, an array of them, or its data with the attributes in ce- headers';

/** The attributes of the specification; extensions stay beside them. */
const Event = z.looseObject({
  specversion: z.string().regex(/^1\.\d+$/, 'expected "1.0"'),
  id: z.string().min(1).max(1024),
  source: z.string().min(1).max(2048),
  type: z.string().min(1).max(1024),
  subject: z.string().max(2048).nullish(),
  time: z.string().max(64).nullish(),
  data: z.unknown().optional(),
});
type Event = z.infer<typeof Event>;

const ATTRIBUTES = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'data',
  'data_base64',
  'dataschema',
  'datacontenttype',
]);

export const cloudevents: AlertSource = {
  id: 'cloudevents',
  title: 'CloudEvents',
  docs: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md',
  example: JSON.stringify({
    specversion: '1.0',
    id: 'b1c2f1de-4f57-4c4e-9f0b-6d9d3f1b7a01',
    source: '/scanner/eu-west-1',
    type: 'com.example.bucket.public',
    subject: 'customer-exports',
    time: '2026-03-02T09:10:00Z',
    datacontenttype: 'application/json',
    data: {
      title: 'Storage bucket made public',
      description: 'The policy of customer-exports allows everyone to read.',
      severity: 'high',
      account: '111122223333',
      entities: [{ kind: 'bucket', id: 'customer-exports' }],
    },
  }),
  verify: verifySharedSecret,
  read,
};

function read(request: AlertRequest): Reading {
  const events = eventsOf(request);
  const readings = events.map(readEvent);
  const warnings = readings.flatMap((reading) => reading.warnings);
  return {
    deliveryKey: boundedKey(events.map(({ source, id }) => `${source} ${id}`).join(' ')),
    findings: readings.map(({ finding }) => finding),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** `ce-specversion` means binary mode; otherwise the body itself is an event or an array of them. */
function eventsOf(request: AlertRequest): readonly Event[] {
  if (request.headers['ce-specversion'] !== undefined) return [binaryEvent(request)];
  const body = readJson(request.body, EXPECTED);
  if (!Array.isArray(body)) return [readShape(Event, body, '', EXPECTED)];
  if (body.length === 0) throw bodyInvalid('The batch is empty.', EXPECTED);
  return readShape(z.array(Event), body, '', EXPECTED);
}

function binaryEvent(request: AlertRequest): Event {
  const attributes = Object.entries(request.headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && value !== undefined ? [[name.slice('ce-'.length), headerText(value)] as const] : [],
  );
  const type = request.headers['content-type'] ?? 'application/json';
  const isJson = /^[^;]*[/+]json\s*(;|$)/i.test(type);
  const isText = /^text\//i.test(type);
  const data = isJson ? readJson(request.body, EXPECTED) : isText ? new TextDecoder().decode(request.body) : undefined;
  return readShape(Event, { ...Object.fromEntries(attributes), data }, 'ce- headers', EXPECTED);
}

/** Section 3.1.3.2: quotes around the value fall away, percent-encoded UTF-8 is decoded. */
function headerText(value: string): string {
  const bare = value.replace(/^"(.*)"$/s, '$1');
  return bare.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** Without words of its own in the data, the event speaks through its attributes. */
function readEvent(event: Event) {
  const { data } = event;
  const draft = mapFinding(data, PLAIN_MAPPING);
  const extension = text(event, 'severity') ?? '';
  const severity = draft.severity ?? severityOfWord(extension);
  const severityRaw = draft.severityRaw || extension;
  const subject = event.subject || undefined;
  const problem = draft.dedupKey ?? subject ?? event.id;
  const finding = makeFinding({
    ...draft,
    dedupKey: `${event.source} ${event.type} ${problem}`,
    type: event.type,
    title: draft.title ?? (subject ? `${event.type}: ${subject}` : event.type),
    description: draft.description ?? (typeof data === 'string' ? data : ''),
    severity: severity ?? 'medium',
    severityRaw,
    firstSeenAt: draft.firstSeenAt ?? event.time ?? undefined,
    lastSeenAt: draft.lastSeenAt ?? event.time ?? undefined,
    labels: { ...draft.labels, ...extensionsOf(event) },
  });
  return {
    finding,
    warnings: severity ? [] : [unknownSeverity(severityRaw, finding.type)],
  };
}

function extensionsOf(event: Event): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(textMembers(event)).filter(([name]) => !ATTRIBUTES.has(name)));
}
