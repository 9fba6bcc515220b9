/**
 * What the vault in S3 needs in its account, by what it is about: the calls of `s3-objects.ts`, `s3-content.ts` and
 * `s3-copy.ts` (Service Authorization Reference, *Actions, resources, and condition keys for Amazon S3*). A test holds it
 * to the calls that are made.
 */

export const VAULT_PERMISSIONS = {
  bucket: ['s3:ListBucket', 's3:ListBucketVersions'],
  objects: [
    's3:AbortMultipartUpload',
    's3:DeleteObjectVersion',
    's3:GetObject',
    's3:PutObject',
    's3:PutObjectLegalHold',
    's3:PutObjectRetention',
  ],
  /** Where a key is named. Parts are decrypted to be put together (S3 user guide, *Multipart upload permissions*). */
  key: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;
