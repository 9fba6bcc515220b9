/**
 * A bucket to which a host that is being investigated writes single objects by link: it gets no credentials, only leave to
 * put these bytes under that key until the link expires. Objects are read back into the vault and then removed.
 */

import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { CordonError } from '../base/errors.ts';
import type { DropSettings } from './settings.ts';

export interface Drop {
  /** The tool that takes memory: where a host fetches it, and the hash it holds it against before it runs it. */
  tool(): Promise<{ readonly url: string; readonly sha256: string }>;
  /** A link that takes exactly the bytes of this hash (64 hex digits), by `PUT` with the header `x-amz-checksum-sha256`. */
  linkTo(key: string, sha256: string): Promise<string>;
  read(key: string): Promise<Readable>;
  remove(key: string): Promise<void>;
  /** Bytes of one object; a single `PUT` takes 5 GiB (S3 user guide, *Uploading objects*). */
  readonly partBytes: number;
}

/** Seconds a link works; the session that signs it lives no longer. */
const LINK_SECONDS = 3600;

/** `client` acts in the account of the bucket. */
export function createDrop(client: S3Client, settings: DropSettings): Drop {
  const { bucket, account, prefix, tool, partMebibytes } = settings;
  const at = (key: string) => ({ Bucket: bucket, ExpectedBucketOwner: account, Key: `${prefix}${key}` });
  return {
    partBytes: partMebibytes * 1024 ** 2,
    tool: async () => {
      const command = new GetObjectCommand({ Bucket: bucket, Key: tool.key });
      return { url: await getSignedUrl(client, command, { expiresIn: LINK_SECONDS }), sha256: tool.sha256 };
    },
    linkTo: (key, sha256) => {
      const { Bucket, Key } = at(key);
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({ Bucket, Key, ChecksumSHA256 });
      const signed = new Set(['x-amz-checksum-sha256']);
      // Left in the headers and signed, so that the link is good for these bytes alone.
      return getSignedUrl(client, command, {
        ...{ expiresIn: LINK_SECONDS, unhoistableHeaders: signed, signableHeaders: new Set(['host', ...signed]) },
      });
    },
    read: async (key) => {
      const { Body } = await client.send(new GetObjectCommand(at(key)));
      if (Body instanceof Readable) return Body;
      throw new CordonError('vendor_failed', `${key} came without a body.`, { remedy: 'Collect it again.' });
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand(at(key)));
    },
  };
}
