/**
 * Copies of snapshots in the forensic account: shared with it alone, copied there under a key of its own, and locked. A
 * snapshot that is shared but not copied dies with the account it lies in; one under the default key cannot be shared.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { CordonError } from '../../base/errors.ts';
import type { CollectContext, Forensic, Subject } from './collector.ts';
import { list, member } from './json-content.ts';

interface Copy {
  readonly of: string;
  readonly SnapshotId: string;
  readonly lockedUntil: string;
}

/** What stands in the file about copies. What cannot be copied is said there: the snapshots themselves are evidence still. */
export async function copyAway(
  { region }: Subject,
  snapshots: readonly { readonly SnapshotId: string }[],
  context: CollectContext,
  requestIds: string[],
  signal: AbortSignal,
): Promise<object> {
  const { forensic } = context;
  if (!forensic) return {};
  const copies: Copy[] = [];
  try {
    for (const { SnapshotId } of snapshots) {
      const tools = { context, forensic, requestIds, signal };
      copies.push(await copyOne(SnapshotId, region, tools));
    }
  } catch (fault) {
    if (!(fault instanceof CordonError) || fault.retryable) throw fault;
    return { copies, notCopied: { reason: fault.message, remedy: fault.remedy } };
  }
  return { copies, forensicAccount: forensic.account };
}

interface Tools {
  readonly context: CollectContext;
  readonly forensic: Forensic;
  readonly requestIds: string[];
  readonly signal: AbortSignal;
}

async function copyOne(source: string, region: string | undefined, tools: Tools): Promise<Copy> {
  const { context, forensic, requestIds, signal } = tools;
  const found = await copyOf(source, tools);
  if (!found) {
    const shared = await share(source, region, tools);
    const input = {
      ...{ SourceSnapshotId: shared, SourceRegion: region, Encrypted: true },
      ...(forensic.kmsKeyId ? { KmsKeyId: forensic.kmsKeyId } : {}),
      TagSpecifications: [tagged(source, context)],
    };
    const copied = await forensic.call('CopySnapshot', input, signal);
    requestIds.push(copied.requestId);
  }
  const copy = await untilCopied(source, tools);
  const { mode, days } = forensic.lock;
  const locked = await forensic.call('LockSnapshot', { SnapshotId: copy, LockMode: mode, LockDuration: days }, signal);
  requestIds.push(locked.requestId);
  return {
    of: source,
    SnapshotId: copy,
    lockedUntil: String(member(locked.result, 'LockExpiresOn') ?? `${days} days`),
  };
}

/** Shares the snapshot, or where its key forbids that, a copy of it under the key that may be shared; answers which. */
async function share(source: string, region: string | undefined, tools: Tools): Promise<string> {
  const { context, forensic, requestIds, signal } = tools;
  const give = async (SnapshotId: string): Promise<string> => {
    const input = { SnapshotId, Attribute: 'createVolumePermission', OperationType: 'add' };
    // One account by its number, never a group: `all` would make it public.
    const { requestId } = await context.call(
      'ModifySnapshotAttribute',
      { ...input, UserIds: [forensic.account] },
      signal,
    );
    requestIds.push(requestId);
    return SnapshotId;
  };
  try {
    return await give(source);
  } catch (fault) {
    const { sharedKeyAlias: KmsKeyId } = forensic;
    if (!KmsKeyId || !(fault instanceof CordonError) || fault.retryable) throw fault;
    const own = { ...tools, forensic: { ...forensic, call: context.call } };
    if (!(await copyOf(source, own))) {
      const again = { SourceSnapshotId: source, SourceRegion: region, Encrypted: true, KmsKeyId };
      const input = { ...again, TagSpecifications: [tagged(source, context)] };
      requestIds.push((await context.call('CopySnapshot', input, signal)).requestId);
    }
    return give(await untilCopied(source, own));
  }
}

/** `ir:copy` and not `ir:job`: the snapshots of a job are those that were taken, not what was copied from them. */
function tagged(source: string, { incidentId, evidenceId, jobKey }: CollectContext): object {
  const Tags = [
    { Key: 'ir:incident', Value: incidentId },
    { Key: 'ir:evidence', Value: evidenceId },
    { Key: 'ir:copy', Value: jobKey },
    { Key: 'ir:source', Value: source },
  ];
  return { ResourceType: 'snapshot', Tags };
}

async function untilCopied(source: string, tools: Tools): Promise<string> {
  for (;;) {
    const copy = await copyOf(source, tools);
    if (copy?.state === 'completed') return copy.id;
    if (copy?.state === 'error') {
      throw new CordonError('vendor_failed', `The copy ${copy.id} of ${source} failed at the provider.`, {
        remedy:
          'Let the forensic account use the key the snapshot is encrypted with, delete the copy and collect again.',
      });
    }
    await sleep(tools.context.pollMs, undefined, { signal: tools.signal });
  }
}

/** Copies are found by what they are of: there is no client token, and one made before a crash is adopted. */
async function copyOf(
  source: string,
  { context, forensic, requestIds, signal }: Tools,
): Promise<{ readonly id: string; readonly state: unknown } | undefined> {
  const Filters = [
    { Name: 'tag:ir:copy', Values: [context.jobKey] },
    { Name: 'tag:ir:source', Values: [source] },
  ];
  const { result, requestId } = await forensic.call('DescribeSnapshots', { OwnerIds: ['self'], Filters }, signal);
  requestIds.push(requestId);
  const [copy] = list(result, 'Snapshots');
  return copy ? { id: String(member(copy, 'SnapshotId')), state: member(copy, 'State') } : undefined;
}
