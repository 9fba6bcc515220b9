/** `clouds.aws` of the configuration: which accounts Cordon may act in, and as whom. `docs/aws.md` leads through it. */

import { z } from 'zod';

const AccountId = z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits, in quotes');
const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1');

/**
 * What an account is for. Nothing is contained in `management`, `log-archive` and `security-tooling`: what lives there
 * is needed to see and to recover. `forensic` receives copies of evidence.
 */
const AccountLabel = z.enum([
  'production',
  'staging',
  'development',
  'sandbox',
  'management',
  'log-archive',
  'security-tooling',
  'forensic',
]);

const Account = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  /** The role Cordon assumes there; `npm run cordon -- aws template` writes it. */
  role: z.string().regex(/^arn:[a-z-]+:iam::\d{12}:role\/.+$/, 'must be the ARN of a role'),
  /** At least 16 characters, the same as in the trust policy (IAM user guide, *The confused deputy problem*). */
  externalId: z.string().min(16).max(1224),
  /** The first one is where things live that name no region. */
  regions: z.array(Region).min(1),
  labels: z.array(AccountLabel).default([]),
});

export const AwsSettings = z
  .strictObject({
    partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']).default('aws'),
    /** By account id. Without any, nothing is acted on in AWS. */
    accounts: z.record(AccountId, Account).default({}),
    /** Users and roles of last resort, besides `break-glass*`; `*` stands for any run of characters. */
    breakGlass: z.array(z.string().min(1)).default([]),
    /** Calls a second to one account; AWS throttles IAM and EC2 changes well below a hundred. */
    callsPerSecond: z.number().min(1).max(100).default(10),
    /** Policy of the organization that is attached in an emergency, created and tested beforehand. */
    emergencyPolicyId: z
      .string()
      .regex(/^p-[0-9a-zA-Z_]{8,128}$/, 'must be the id of a service control policy')
      .optional(),
    /** Where IAM Identity Center is administered; the first region of the management account where left out. */
    identityCenter: z.strictObject({ account: AccountId, region: Region }).optional(),
    /** Where AWS's own runbooks keep what they need to take back what they did; without it none is run. */
    runbooks: z
      .strictObject({ bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket') })
      .optional(),
    /** What a closed incident says to where its findings came from. Nothing, where this is left out. */
    writeBack: z
      .strictObject({
        /** Archives findings, and takes that back on reopening. */
        guardduty: z.boolean().default(false),
        /** Sets their workflow to RESOLVED, and to NOTIFIED on reopening. */
        securityHub: z.boolean().default(false),
        /** The administrator of both in the organization; each finding's own account where left out. */
        account: AccountId.optional(),
      })
      .prefault({}),
    /** Seconds open connections are given to become untracked before isolation cuts them; what they let in meanwhile is open. */
    untrackSeconds: z.number().min(0).max(60).default(5),
    /** How long an assumed session lives. Role chaining allows at most an hour (IAM user guide, *Role chaining*). */
    sessionMinutes: z.number().int().min(15).max(60).default(60),
  })
  .superRefine(({ accounts }, context) => {
    for (const [id, { role }] of Object.entries(accounts)) {
      if (role.split(':')[4] === id) continue;
      context.addIssue({ code: 'custom', path: ['accounts', id, 'role'], message: `is a role of another account` });
    }
  });
export type AwsSettings = z.infer<typeof AwsSettings>;
export type AwsAccount = AwsSettings['accounts'][string];
