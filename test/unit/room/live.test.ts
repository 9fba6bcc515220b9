import { describe, expect, it } from 'vitest';
import { MEMBER, previewApp, richHouse } from '../../support/room-preview.ts';
import { commander } from '../../support/teller.ts';
import { until } from '../../support/until.ts';

describe('the stream of an incident', () => {
  it('says who is here and that something changed, and ends with the app', async () => {
    const house = richHouse();
    const app = await previewApp(house, MEMBER);
    const response = await app.inject({ url: '/incidents/42/stream', payloadAsStream: true });
    let heard = '';
    let ended = false;
    response
      .stream()
      .on('data', (chunk: Buffer) => {
        heard += chunk.toString();
      })
      .on('end', () => {
        ended = true;
      });

    await until(() => heard.includes('event: open') && heard.includes(`{"names":["${MEMBER.name}"]}`));
    await house.post(MEMBER, 42, 'hello');
    await until(() => heard.includes('event: changed'));
    await app.close();
    await until(() => ended);

    expect(response.headers['content-type']).toContain('text/event-stream');
    expect(house.listening()).toBe(0);
  });

  it('tells somebody who was removed once more, and then nothing', async () => {
    const house = richHouse();
    const app = await previewApp(house, MEMBER);
    const response = await app.inject({ url: '/incidents/42/stream', payloadAsStream: true });
    let heard = '';
    let ended = false;
    response
      .stream()
      .on('data', (chunk: Buffer) => {
        heard += chunk.toString();
      })
      .on('end', () => {
        ended = true;
      });
    await until(() => heard.includes('event: open'));

    const answer = await house.say(commander, 42, { words: `remove @${MEMBER.id}` });
    await until(() => ended);
    const told = heard;
    await house.post(commander, 42, 'not for everybody');
    await app.close();

    expect(answer.kind).toBe('done');
    expect(told).toContain('event: changed');
    expect(heard).toBe(told);
  });
});
