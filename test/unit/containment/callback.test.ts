import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCall } from '../../../src/containment/webhook/callback.ts';
import { openRunners, RunnerEntries } from '../../../src/containment/webhook/settings.ts';

const KEY = randomBytes(32);
const entry = { title: 'Isolate', targetKind: 'instance', url: 'https://soar.example.com/hook', secret: 'EDR' };
const [runner] = openRunners(RunnerEntries.parse({ edr: entry }), () => `whsec_${KEY.toString('base64')}`, []);
if (!runner) throw new Error('there is no runner');
const NOW = new Date('2026-03-01T14:00:00.000Z');
const SAID = { order: `cordon_${'ab'.repeat(16)}`, state: 'done', detail: 'isolated' };

function read(change: { body?: string; sent?: string; at?: number; id?: string; also?: string } = {}) {
  const { body = JSON.stringify(SAID), sent = body, at = NOW.getTime() / 1000, id = 'msg_1', also = '' } = change;
  const signature = createHmac('sha256', KEY).update(`${id}.${at}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `${also}v1,${signature}` };
  return () => readCall(runner as NonNullable<typeof runner>, headers, sent, NOW);
}

describe('a runner that calls', () => {
  it('is believed with the signature of its secret over id, time and body, also beside one of an older secret', () => {
    expect(read()()).toEqual({ ...SAID, id: 'msg_1' });
    expect(read({ also: 'v1,b2xk ' })()).toMatchObject({ state: 'done' });
  });

  it.each([
    ['another body', { sent: JSON.stringify({ ...SAID, state: 'failed' }) }],
    ['a time too long ago', { at: NOW.getTime() / 1000 - 301 }],
    ['a time yet to come', { at: NOW.getTime() / 1000 + 301 }],
    ['no time at all', { at: Number.NaN }],
    ['no id', { id: '' }],
  ])('is not believed with %s', (_what, change) => {
    expect(read(change)).toThrow(expect.objectContaining({ code: 'credential_invalid' }));
  });

  it.each([
    ['a state there is not', { ...SAID, state: 'fine' }],
    ['something beside it', { ...SAID, verdict: 'fine' }],
    ['an order that is none', { ...SAID, order: 'cordon_1' }],
    ['no words of JSON', undefined],
  ])('is told what to send where it sends %s', (_what, said) => {
    const wrong = read({ body: said ? JSON.stringify(said) : 'done' });

    expect(wrong).toThrow(
      expect.objectContaining({ code: 'body_invalid', remedy: expect.stringContaining('"order"') }),
    );
  });
});
