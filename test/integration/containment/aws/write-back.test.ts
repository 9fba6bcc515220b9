import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../../src/containment/aws/settings.ts';
import { findingsIn } from '../../../../src/containment/aws/write-back.ts';
import { findingId } from '../../../../src/engine/intake.ts';
import { createSettle } from '../../../../src/house/settling.ts';
import type { Incident } from '../../../../src/incident/incident.ts';
import { type FindingsDouble, startFindings } from '../../../doubles/aws/findings.ts';
import { given, linked, staffed } from '../../../support/given.ts';

const ACCOUNT = '111122223333';
const OWN = `arn:aws:guardduty:eu-west-1:${ACCOUNT}:detector/0a1b/finding/1111aaaa`;
const OTHER = `arn:aws:guardduty:eu-west-1:${ACCOUNT}:detector/0a1b/finding/2222bbbb`;
const signal = new AbortController().signal;
const source = 'aws-guardduty';

let vendor: FindingsDouble;
beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  vendor = await startFindings();
});
afterEach(() => vendor[Symbol.asyncDispose]());

/** An incident that one of the two findings of a delivery opened. */
function opened(): Incident {
  const change = { source, findingId: findingId({ source, dedupKey: '1111aaaa' }) };
  return given(...staffed, linked('alert-9', change)).incident;
}

function settle(writeBack: object, body = JSON.stringify({ findings: [{ arn: OWN }, { arn: OTHER }] })) {
  const role = (account: string) => ({
    [account]: {
      role: `arn:aws:iam::${account}:role/CordonResponder`,
      externalId: 'an-external-id-of-the-test',
      regions: ['eu-west-1'],
    },
  });
  const settings = AwsSettings.parse({ accounts: { ...role(ACCOUNT), ...role('999988887777') }, writeBack });
  const aws = createAws({ settings, endpoint: vendor.url });
  return createSettle({ aws, bodyOf: async () => body });
}

describe('what a closed incident says to AWS', () => {
  it('archives in GuardDuty and resolves in Security Hub the findings it was fed by, and no others', async () => {
    const said = await settle({ guardduty: true, securityHub: true })(opened(), 'closed', signal);

    expect(vendor.said).toEqual(['archive 1111aaaa', `RESOLVED ${OWN}`]);
    expect(said).toEqual([
      '1 findings archived in GuardDuty in eu-west-1',
      '1 findings RESOLVED in Security Hub in eu-west-1',
    ]);
  });

  it('takes it back when the incident is reopened', async () => {
    await settle({ guardduty: true, securityHub: true, account: '999988887777' })(opened(), 'open', signal);

    expect(vendor.said).toEqual(['unarchive 1111aaaa', `NOTIFIED ${OWN}`]);
  });

  it('says nothing where the configuration does not ask for it', async () => {
    expect(await settle({})(opened(), 'closed', signal)).toEqual([]);
    expect(vendor.said).toEqual([]);
  });

  it('fails with a remedy where Security Hub did not take it', async () => {
    vendor.refuseBatches = true;

    await expect(settle({ securityHub: true })(opened(), 'closed', signal)).rejects.toMatchObject({
      code: 'vendor_failed',
      message: expect.stringContaining('no such finding'),
      remedy: expect.any(String),
    });
  });

  const payloads = join(import.meta.dirname, '../../../../../shared/payloads');
  it.skipIf(!existsSync(payloads)).each(['guardduty-eventbridge-1', 'guardduty-finding-1'])(
    'knows the findings that a real delivery names: %s',
    (name) => {
      expect(findingsIn(readFileSync(join(payloads, `${name}.json`), 'utf8'))).toEqual([
        expect.objectContaining({
          account: expect.stringMatching(/^\d{12}$/),
          id: expect.stringMatching(/^[0-9a-f]+$/),
        }),
      ]);
    },
  );
});
