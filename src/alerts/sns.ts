/**
 * Amazon SNS over HTTPS: the envelope, its signature, and the confirmation of a subscription.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */

import { createVerify, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { refused } from './credentials.ts';
import { boundedKey } from './finding.ts';
import { tryReadJson } from './read-json.ts';
import type { CertificateStore } from './sns-certificates.ts';
import type { AlertRequest, Reading, SourceSettings, Verdict } from './source.ts';

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;

export const SnsEnvelope = z.object({
  Type: z.enum(TYPES),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().max(512),
  Message: z.string(),
  Timestamp: z.string().max(64),
  Subject: z.string().nullish(),
  Token: z.string().max(4096).optional(),
  SubscribeURL: z.string().max(4096).optional(),
  SignatureVersion: z.string().max(8).optional(),
  Signature: z.string().max(4096).optional(),
  SigningCertURL: z.string().max(2048).optional(),
});
export type SnsEnvelope = z.infer<typeof SnsEnvelope>;

/** The envelope of a body, or undefined when it is none: raw delivery, or another sender. Never throws. */
export function peekEnvelope(body: Uint8Array): SnsEnvelope | undefined {
  const outcome = tryReadJson(body);
  return 'value' in outcome ? envelopeOf(outcome.value) : undefined;
}

export function envelopeOf(value: unknown): SnsEnvelope | undefined {
  return SnsEnvelope.safeParse(value).data;
}

/**
 * Whether Amazon signed the envelope for a topic that may speak here. The topic is checked first: a valid signature
 * alone proves *some* topic of some account, and no certificate is fetched for strangers. The age is not checked, for
 * SNS repeats a delivery for an hour and more with its first time; repeats are found by their delivery key. Throws
 * `vendor_failed` where the certificate cannot be had.
 */
export async function verifySns(
  envelope: SnsEnvelope,
  request: AlertRequest,
  settings: SourceSettings,
  certificates: CertificateStore,
): Promise<Verdict> {
  const topic = topicOf(envelope.TopicArn);
  if (!topic || !settings.allow.includes(envelope.TopicArn)) {
    return refused('This SNS topic is not allowed to speak here.', "Add its TopicArn to this source's `allow`.");
  }
  const url = certificateUrl(envelope.SigningCertURL, topic);
  if (!url) {
    return refused(
      "SigningCertURL is not a certificate of this topic's own SNS region.",
      `It must be https://sns.${topic.region}.${topic.suffix}/NAME.pem; let SNS deliver the message itself.`,
    );
  }
  const algorithm = ALGORITHMS[envelope.SignatureVersion ?? ''];
  if (!algorithm || !envelope.Signature) {
    return refused('The SNS message carries no signature of version 1 or 2.', 'Switch raw message delivery off.');
  }
  const certificate = await certificates.get(url);
  const problem = problemOf(certificate, algorithm, envelope, request.receivedAt);
  return problem
    ? refused(problem, 'Let SNS deliver the message itself, unchanged.')
    : { verdict: 'ok', by: envelope.TopicArn };
}

/**
 * What is read from an envelope that is no notification: a confirmation to carry out, for allowed topics only, or a
 * farewell. The address is rebuilt from the topic and the token; the `SubscribeURL` of the message is never used.
 */
export function readHandshake(envelope: SnsEnvelope, settings: SourceSettings): Reading {
  const nothing = { deliveryKey: boundedKey(envelope.MessageId), findings: [] };
  if (envelope.Type === 'UnsubscribeConfirmation') {
    return {
      ...nothing,
      warnings: ['SNS says that this endpoint was unsubscribed; alerts of the topic no longer arrive.'],
    };
  }
  const topic = topicOf(envelope.TopicArn);
  const token = envelope.Token ?? '';
  if (!topic || !settings.allow.includes(envelope.TopicArn) || !/^[0-9a-zA-Z]{16,2048}$/.test(token)) {
    return { ...nothing, warnings: ["The subscription was not confirmed: its topic is not in this source's `allow`."] };
  }
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: envelope.TopicArn, Token: token });
  return {
    ...nothing,
    confirm: { url: `https://sns.${topic.region}.${topic.suffix}/?${query}`, topic: envelope.TopicArn },
  };
}

/** Lines of names and values in byte order of the names; `Subject` only where there is one. */
export function stringToSign(envelope: SnsEnvelope): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  const present = names.filter((name) => typeof envelope[name] === 'string');
  return present.map((name) => `${name}\n${envelope[name]}\n`).join('');
}

const ALGORITHMS: Readonly<Record<string, string | undefined>> = Object.assign(Object.create(null), {
  '1': 'RSA-SHA1',
  '2': 'RSA-SHA256',
});

interface Topic {
  readonly region: string;
  /** `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly suffix: string;
}

function topicOf(arn: string): Topic | undefined {
  const parts = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z0-9-]{3,32}):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/.exec(arn);
  const [, partition, region] = parts ?? [];
  return region ? { region, suffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com' } : undefined;
}

/** One file directly at the SNS endpoint of the topic's region, without query: that endpoint also answers API calls. */
function certificateUrl(text: string | undefined, topic: Topic): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = `https://sns.${topic.region}.${topic.suffix}${url.pathname}`;
  return /^\/[A-Za-z0-9_-]+\.pem$/.test(url.pathname) && text === plain ? plain : undefined;
}

function problemOf(
  certificate: X509Certificate,
  algorithm: string,
  envelope: SnsEnvelope,
  at: Date,
): string | undefined {
  if (at < new Date(certificate.validFrom) || at > new Date(certificate.validTo)) {
    return 'The signing certificate is not valid at this time.';
  }
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return 'The signing certificate holds no RSA key.';
  const verifier = createVerify(algorithm).update(stringToSign(envelope), 'utf8');
  const holds = verifier.verify(certificate.publicKey, envelope.Signature ?? '', 'base64');
  return holds ? undefined : 'The signature does not match the message.';
}
