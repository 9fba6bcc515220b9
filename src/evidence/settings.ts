/** `evidence` of the configuration: where evidence is kept, for how long, and under which lock. */

import { z } from 'zod';

const S3Vault = z.strictObject({
  kind: z.literal('s3'),
  /** Made with Object Lock enabled and versioning on; without a default retention, which would lock uploads under way. */
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  /** The account of the bucket, one of `clouds.aws.accounts`: best one that nothing else runs in. Its role is assumed. */
  account: z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits, in quotes'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1'),
  /** Put before every key, such as `cordon/`. */
  prefix: z
    .string()
    .regex(/^([A-Za-z0-9_.-]+\/)*$/, 'must end in a slash')
    .default(''),
  /** ARN or id of the key that everything is encrypted with; the bucket's own encryption where left out. */
  kmsKeyId: z.string().min(1).optional(),
  /**
   * `compliance` cannot be shortened or lifted by anybody, the root user included; `governance` can, by who may
   * `s3:BypassGovernanceRetention` (S3 user guide, *Locking objects with Object Lock*).
   */
  lock: z.enum(['governance', 'compliance']).default('governance'),
});
export type S3VaultSettings = z.infer<typeof S3Vault>;

export const DropSettings = z.strictObject({
  /** Not the vault's: no retention, and a lifecycle rule that deletes after a day what a killed worker left. */
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  /** The account of the bucket, one of `clouds.aws.accounts`. */
  account: z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits, in quotes'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1'),
  prefix: z
    .string()
    .regex(/^([A-Za-z0-9_.-]+\/)*$/, 'must end in a slash')
    .default(''),
  /** A static build of AVML in that bucket, and its SHA-256: hosts run it only if they get these bytes. */
  tool: z.strictObject({
    key: z.string().min(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'),
  }),
  /** Size of a part that a host uploads; a single request takes 5 GiB, and an image has 24 parts at most. */
  partMebibytes: z.number().int().min(1).max(5120).default(4096),
});
export type DropSettings = z.infer<typeof DropSettings>;

export const EvidenceSettings = z.strictObject({
  vault: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('directory') }), S3Vault]).default({
    kind: 'directory',
  }),
  /** An account that only receives evidence: snapshots are shared with it, copied there and locked. */
  forensic: z
    .strictObject({
      account: z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits, in quotes'),
      /** Key of that account for the copies; its default one where left out. */
      kmsKeyId: z.string().min(1).optional(),
      /**
       * Alias, in each account, of a key that the forensic account may use: snapshots under the default key cannot be shared,
       * and are copied under this one first (EBS user guide, *Share a snapshot*).
       */
      sharedKeyAlias: z
        .string()
        .regex(/^alias\/.+$/, 'must be an alias such as alias/evidence')
        .optional(),
      lock: z.enum(['governance', 'compliance']).default('governance'),
    })
    .optional(),
  /** Where hosts bring an image of their memory, by links; without it no memory is taken. */
  drop: DropSettings.optional(),
  /** Days a piece is locked for once it is collected. Three years: NIST SP 800-61 r2 §3.4.3, citing GRS 24. */
  retentionDays: z.number().int().min(1).max(36_500).default(1095),
  /** Keeps every piece beyond its retention too, until somebody lifts the hold by hand. */
  legalHold: z.boolean().default(false),
});
export type EvidenceSettings = z.infer<typeof EvidenceSettings>;
