/**
 * The memory of a machine, taken by AVML through Systems Manager and brought away in parts by links that take these bytes and
 * no others. Two orders to the agent: the first fetches the tool, holds it against its hash, takes the image, cuts it and says
 * the hash of the whole and of each part; the second uploads the parts and removes what was left on the disk.
 * Traps: it needs the agent and the instance profile, so it comes before removing the profile, isolating and stopping; running
 * code on a machine changes it, and the image lies on its disk for a while, so disks are snapshotted first; orders stay in
 * the history of Systems Manager, with links that have expired by then. There is no client token: an order is found again by
 * its comment. Linux only: WinPmem is run by hand.
 */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CordonError } from '../../base/errors.ts';
import type { CollectContext, EvidenceCollector, Subject } from './collector.ts';
import { list, member, slug, stamp } from './json-content.ts';
import { acquireScript, type Part, partsIn, uploadScript } from './memory-scripts.ts';

/** Links in one order, whose parameters have 64 KB (Systems Manager API reference, *SendCommand*). */
const MOST_PARTS = 24;
/** Seconds an order may take on the host. */
const MOST_SECONDS = 3 * 3600;

export const memoryImage: EvidenceCollector = {
  kind: 'memory-image',
  title: 'Image of the memory',
  subjects: ['instance'],
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypes',
    'ssm:SendCommand',
    'ssm:ListCommands',
    'ssm:GetCommandInvocation',
  ],
  async collect(subject, context, signal) {
    const { drop } = context;
    if (!drop) throw NO_DROP;
    const from = context.now();
    const requestIds: string[] = [];
    const order: Ordering = { subject, context, requestIds, signal };
    await checkHost(order, drop.partBytes);
    const folder = `/var/tmp/cordon-${slug(context.evidenceId)}`;
    const taken = await ordered(order, 'acquire', async () =>
      acquireScript({ folder, tool: await drop.tool(), partBytes: drop.partBytes }),
    );
    const { whole, parts } = partsIn(taken);
    const keyOf = ({ name }: Part) => `${context.incidentId}/${context.evidenceId}/${name}`;
    await ordered(order, 'upload', async () => {
      const links = await Promise.all(
        parts.map(async (part) => ({ part, url: await drop.linkTo(keyOf(part), part.sha256) })),
      );
      return uploadScript(folder, links);
    });
    const to = context.now();
    return {
      name: `memory-${slug(subject.id)}-${stamp(from)}.lime`,
      mediaType: 'application/octet-stream',
      window: { from: from.toISOString(), to: to.toISOString() },
      requestIds,
      content: rejoined(parts.map(keyOf), whole, drop),
      cleanUp: async () => {
        for (const part of parts) await drop.remove(keyOf(part));
      },
    };
  },
};

/** Part after part, and at the end whether it is what the host had. */
async function* rejoined(
  keys: readonly string[],
  sha256: string,
  { read }: NonNullable<CollectContext['drop']>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for (const key of keys) {
    for await (const chunk of await read(key)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  if (hash.digest('hex') === sha256) return;
  throw new CordonError(
    'vendor_failed',
    `What arrived is not the image that the host took, whose SHA-256 is ${sha256}.`,
    {
      remedy: 'Look who can write to the bucket of evidence.drop, then collect again.',
    },
  );
}

interface Ordering {
  readonly subject: Subject;
  readonly context: CollectContext;
  readonly requestIds: string[];
  readonly signal: AbortSignal;
}

async function checkHost({ subject, context, requestIds, signal }: Ordering, partBytes: number): Promise<void> {
  const seen = await context.call('DescribeInstances', { InstanceIds: [subject.id] }, signal);
  const [host] = list(seen.result, 'Reservations').flatMap((one) => list(one, 'Instances'));
  requestIds.push(seen.requestId);
  if (!host || member(host, 'Platform') === 'windows') {
    throw new CordonError('evidence_missing', `The memory of ${subject.id} is not taken by Cordon: it runs Windows.`, {
      remedy: 'Take it by hand with WinPmem and add the file, or waive it with a reason.',
    });
  }
  const types = await context.call('DescribeInstanceTypes', { InstanceTypes: [member(host, 'InstanceType')] }, signal);
  requestIds.push(types.requestId);
  const [type] = list(types.result, 'InstanceTypes');
  const mebibytes = Number(member(member(type, 'MemoryInfo'), 'SizeInMiB') ?? 0);
  if (mebibytes * 1024 ** 2 <= MOST_PARTS * partBytes) return;
  throw new CordonError(
    'evidence_missing',
    `${subject.id} has ${mebibytes} MiB of memory, more than ${MOST_PARTS} parts hold.`,
    {
      remedy: 'Take it by hand and add the file, or waive it with a reason.',
    },
  );
}

/** What the host said to an order of this job; one given before is found by its comment, never given twice. */
async function ordered(order: Ordering, stage: string, script: () => Promise<readonly string[]>): Promise<string> {
  const { subject, context, requestIds, signal } = order;
  const Comment = `${stage} ${context.jobKey}`.slice(0, 100);
  const known = await context.call('ListCommands', { InstanceId: subject.id }, signal);
  requestIds.push(known.requestId);
  const before = list(known.result, 'Commands').find((one) => member(one, 'Comment') === Comment);
  if (before) return untilSaid(order, stage, String(member(before, 'CommandId')));
  const input = {
    ...{ InstanceIds: [subject.id], DocumentName: 'AWS-RunShellScript', Comment, TimeoutSeconds: 600 },
    Parameters: { commands: await script(), executionTimeout: [`${MOST_SECONDS}`] },
  };
  const sent = await context.call('SendCommand', input, signal);
  requestIds.push(sent.requestId);
  return untilSaid(order, stage, String(member(member(sent.result, 'Command'), 'CommandId')));
}

async function untilSaid(
  { subject, context, requestIds, signal }: Ordering,
  stage: string,
  CommandId: string,
): Promise<string> {
  for (;;) {
    const { result, requestId } = await context.call(
      'GetCommandInvocation',
      { CommandId, InstanceId: subject.id },
      signal,
    );
    const status = String(member(result, 'Status'));
    if (status === 'Success') {
      requestIds.push(requestId);
      return String(member(result, 'StandardOutputContent'));
    }
    if (!['Pending', 'InProgress', 'Delayed'].includes(status)) {
      const said = String(member(result, 'StandardErrorContent') ?? '')
        .trim()
        .slice(-300);
      throw new CordonError(
        'vendor_failed',
        `The host could not ${stage} its memory: ${status}${said ? `: ${said}` : ''}`,
        {
          remedy:
            'See that the agent runs and the disk has room for twice the memory; take it by hand, or waive it with a reason.',
        },
      );
    }
    await sleep(context.pollMs, undefined, { signal });
  }
}

const NO_DROP = new CordonError('evidence_missing', 'There is no bucket that a host could bring its memory to.', {
  remedy: 'Name one as evidence.drop (docs/configuration.md), or take it by hand and add the file.',
});
