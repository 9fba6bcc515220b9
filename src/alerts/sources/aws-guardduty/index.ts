/**
 * Amazon GuardDuty: findings through EventBridge, through SNS around it, or bare; one, or an array of them.
 * An endpoint reached by SNS verifies Amazon's signature; anything delivered raw needs this source's secret.
 */

import { sha256 } from '../../../base/chain.ts';
import { verifySharedSecret } from '../../credentials.ts';
import { dig, list, text } from '../../dig.ts';
import { boundedKey } from '../../finding.ts';
import { bodyInvalid, readJson, readJsonText } from '../../read-json.ts';
import { envelopeOf, peekEnvelope, readHandshake, verifySns } from '../../sns.ts';
import { createCertificateStore, type FetchCertificate, fetchCertificateOverHttps } from '../../sns-certificates.ts';
import type { AlertRequest, AlertSource, Reading, SourceSettings } from '../../source.ts';
import { GUARDDUTY_EXAMPLE } from './example.ts';
import { findingOf } from './finding-of.ts';

const EXPECTED =
  'a GuardDuty finding: the EventBridge event whose detail-type is "GuardDuty Finding", that event inside an SNS notification, or the bare finding';

/** The source over a way to fetch SNS's signing certificates. */
export function createAwsGuardduty(fetchCertificate: FetchCertificate): AlertSource {
  const certificates = createCertificateStore(fetchCertificate);
  return {
    id: 'aws-guardduty',
    title: 'Amazon GuardDuty',
    docs: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
    example: GUARDDUTY_EXAMPLE,
    verify(request, settings) {
      const envelope = peekEnvelope(request.body);
      return envelope ? verifySns(envelope, request, settings, certificates) : verifySharedSecret(request, settings);
    },
    read,
  };
}

export const awsGuardduty: AlertSource = createAwsGuardduty(fetchCertificateOverHttps);

function read(request: AlertRequest, settings: SourceSettings): Reading {
  const body = readJson(request.body, EXPECTED);
  const envelope = envelopeOf(body);
  if (envelope && envelope.Type !== 'Notification') return readHandshake(envelope, settings);
  if (envelope) {
    const message = readJsonText(envelope.Message, 'The Message of the SNS notification', EXPECTED);
    return readEvents(message, 'Message', envelope.MessageId);
  }
  const records = list(body, 'Records');
  if (records.length > 0) return readEvents(records.map(messageOfRecord), 'Records', sha256(request.body));
  return readEvents(body, '', sha256(request.body));
}

/** One record of the form in which Lambda hands an SNS notification on; there the certificate is spelled otherwise. */
function messageOfRecord(record: unknown, position: number): unknown {
  const where = `Records.${position}.Sns.Message`;
  const message = text(record, 'Sns', 'Message');
  if (message === undefined) throw bodyInvalid(`${where} is missing.`, EXPECTED);
  return readJsonText(message, where, EXPECTED);
}

/** `fallbackKey` names the delivery where no event inside names itself. */
function readEvents(body: unknown, where: string, fallbackKey: string): Reading {
  const events = Array.isArray(body) ? body : [body];
  if (events.length === 0) throw bodyInvalid('The body is an empty array.', EXPECTED);
  const many = Array.isArray(body);
  const readings = events.map((event, position) =>
    readEvent(event, [where, many ? `${position}` : ''].filter(Boolean).join('.')),
  );
  const keys = readings.map(({ key }) => key);
  const single = keys.length === 1 ? keys[0] : undefined;
  const warnings = readings.flatMap((reading) => reading.warnings);
  return {
    deliveryKey: boundedKey(single ?? (keys.every(Boolean) ? keys.join(' ') : fallbackKey)),
    findings: readings.map(({ finding }) => finding),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function readEvent(event: unknown, where: string) {
  const kind = text(event, 'detail-type');
  if (kind !== undefined && kind !== 'GuardDuty Finding') {
    const path = [where, 'detail-type'].filter(Boolean).join('.');
    throw bodyInvalid(`${path} is not "GuardDuty Finding" but another kind of event.`, EXPECTED);
  }
  const detail = dig(event, 'detail');
  if (detail === undefined) return findingOf(event, where, EXPECTED);
  const read = findingOf(detail, [where, 'detail'].filter(Boolean).join('.'), EXPECTED);
  return { ...read, key: text(event, 'id') ?? read.key };
}
