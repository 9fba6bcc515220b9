/** Copies within a bucket by S3 itself: in one request up to 5 GiB, in parts beyond (S3 user guide, *Copying objects*). */

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { asCordon, type S3Objects } from './s3-objects.ts';

const MOST_AT_ONCE = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;

/** `most` is what one request may copy. */
export async function copyInParts(
  objects: S3Objects,
  from: string,
  to: string,
  bytes: number,
  { most = MOST_AT_ONCE, part = PART_BYTES }: { readonly most?: number; readonly part?: number } = {},
): Promise<void> {
  if (bytes <= most) return objects.move(from, to);
  const { client, at, sealed } = objects;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ...sealed, Key: to }));
  const CopySource = `${at.Bucket}/${encodeURIComponent(from)}`;
  try {
    const Parts: { ETag?: string; PartNumber: number }[] = [];
    for (let start = 0; start < bytes; start += part) {
      const PartNumber = Parts.length + 1;
      const CopySourceRange = `bytes=${start}-${Math.min(start + part, bytes) - 1}`;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...at, Key: to, UploadId, PartNumber, CopySource, CopySourceRange }),
      );
      Parts.push({ PartNumber, ...(CopyPartResult?.ETag ? { ETag: CopyPartResult.ETag } : {}) });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...at, Key: to, UploadId, MultipartUpload: { Parts } }));
  } catch (fault) {
    await client.send(new AbortMultipartUploadCommand({ ...at, Key: to, UploadId })).catch(() => undefined);
    throw asCordon(fault, `the copy to ${to}`);
  }
}
