import { CreateUserCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createAws } from '../../../../src/containment/aws/client.ts';
import { examineAws } from '../../../../src/containment/aws/doctor.ts';
import { awsGuards } from '../../../../src/containment/aws/guards.ts';
import { type Lab, openLab } from '../../../support/aws-lab.ts';

describe.skipIf(inject('motoUrl') === '')('clients of AWS', () => {
  let lab: Lab;
  const open = async (options: Omit<Parameters<typeof openLab>[0], 'motoUrl'> = {}): Promise<Lab> => {
    lab = await openLab({ ...options, motoUrl: inject('motoUrl') });
    return lab;
  };
  afterEach(async () => lab[Symbol.asyncDispose]());

  it('act in the account they are asked for, as the role configured there', async () => {
    const { aws, account } = await open();

    const { User } = await aws.of(IAMClient, { account }).send(new CreateUserCommand({ UserName: 'somebody' }));

    expect(User?.Arn).toBe(`arn:aws:iam::${account}:user/somebody`);
    expect(() => aws.of(IAMClient, { account: '999988887777' })).toThrow('AWS account 999988887777 is not configured');
  });

  it('say that a thing is not there, and where they looked', async () => {
    const { aws, account } = await open();

    await expect(aws.of(IAMClient, { account }).send(new GetUserCommand({ UserName: 'nobody' }))).rejects.toMatchObject(
      {
        code: 'not_found',
        message: expect.stringContaining(`iam:GetUser in ${account}`),
      },
    );
  });

  it('never repeat a change whose answer was lost, and say that its fate is open', async () => {
    const { aws, account, gateway } = await open();
    gateway.breakAt(1, 'after');

    await expect(
      aws.of(IAMClient, { account }).send(new CreateUserCommand({ UserName: 'once' })),
    ).rejects.toMatchObject({ code: 'outcome_unknown', retryable: true });

    expect(gateway.changes).toEqual(['CreateUser']);
    const { Users = [] } = await lab.of(IAMClient).send(new ListUsersCommand({}));
    expect(Users.map(({ UserName }) => UserName)).toEqual(['once']);
  });

  it('say that nothing was sent when AWS cannot be reached', async () => {
    const { aws: reachable, account } = await open();
    const aws = createAws({ settings: reachable.settings, endpoint: 'http://127.0.0.1:1' });

    await expect(aws.of(IAMClient, { account }).send(new ListUsersCommand({}))).rejects.toMatchObject({
      code: 'vendor_failed',
      retryable: true,
      message: expect.stringContaining('was not sent'),
    });
    aws[Symbol.dispose]();
  });

  it('are examined by the doctor: who Cordon is, the clock, and each role', async () => {
    const { aws, account } = await open({ labels: ['production'] });

    expect(await examineAws(aws)).toEqual([
      { name: 'AWS identity', ok: true, detail: expect.stringContaining('Cordon runs as arn:aws:') },
      { name: 'clock', ok: true, detail: 'agrees with AWS' },
      {
        name: `AWS account ${account}`,
        ok: true,
        detail: expect.stringMatching(/assumed-role\/CordonResponder\/cordon; production$/),
      },
    ]);
  });

  it.each([
    ['management', { kind: 'user', id: 'somebody' }, {}, 'protected_account'],
    ['sandbox', { kind: 'role', id: 'CordonResponder' }, {}, 'protected_principal'],
    ['sandbox', { kind: 'role', id: 'last-resort-1' }, {}, 'protected_principal'],
    ['sandbox', { kind: 'user', id: 'somebody' }, { lastAdmin: true }, 'last_admin'],
    ['sandbox', { kind: 'user', id: 'somebody' }, {}, undefined],
  ] as const)('are guarded: in %s, %o', async (label, what, prior, code) => {
    const { aws, account } = await open({ labels: [label], settings: { breakGlass: ['last-resort*'] } });
    const target = { provider: 'aws', account, ...what };

    const asked = awsGuards(aws).map((guard) => guard(target, prior, { title: '', effect: 'reversible' }));
    const refusals = (await Promise.all(asked)).filter((refusal) => refusal !== undefined);

    expect(refusals.map((refusal) => refusal.code)).toEqual(code ? [code] : []);
  });
});
