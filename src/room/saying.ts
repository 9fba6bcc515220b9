/** Saying something: words, forms and marks go to the house, and what it answers is drawn beside them. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Answer, Said } from '../chat/answer.ts';
import type { RoomHouse } from './house.ts';
import { type Html, html } from './html.ts';
import { renderAnswer } from './render-answer.ts';
import type { Place } from './render-card.ts';
import { backOf, isPartial, Numbered, numberOf, ownPath, part, placeOf, show, who } from './reply.ts';

const Spoken = z.looseObject({
  words: z.string().max(4000).optional(),
  command: z.string().max(64).optional(),
  back: z.string().max(512).default('/'),
});
type SpokenBody = z.infer<typeof Spoken>;
const Mark = z.object({ message: z.string().max(200), back: z.string().max(512).default('/') });

export function addSaying(app: FastifyInstance, house: RoomHouse): void {
  for (const path of ['/form', '/incidents/:number/form']) {
    app.get(path, async (request, reply) => {
      const { says } = z.object({ says: z.string().max(4000) }).parse(request.query);
      const number = numberOf(request);
      const given = await house.form(who(request), number, says, request.only);
      return answer(house, request, reply, given, { number, back: backOf(request, number) });
    });
  }
  for (const path of ['/say', '/incidents/:number/say']) {
    app.post(path, async (request, reply) => {
      house.requireFormToken(request);
      const number = numberOf(request);
      const spoken = Spoken.parse(request.body);
      const said = saidIn(spoken, number, house.prefix);
      if (said) {
        const given = await house.say(who(request), number, within(said, request.only));
        const typed = spoken.compose === undefined ? undefined : spoken.words;
        return answer(house, request, reply, given, { number, back: spoken.back, typed });
      }
      if (number !== undefined && spoken.words?.trim()) await house.post(who(request), number, spoken.words.trim());
      return isPartial(request) ? part(reply, undefined) : reply.redirect(ownPath(spoken.back), 303);
    });
  }
  app.post('/incidents/:number/mark', async (request, reply) => {
    house.requireFormToken(request);
    const { number } = Numbered.parse(request.params);
    const { message, back } = Mark.parse(request.body);
    return answer(house, request, reply, await house.mark(who(request), number, message), { number, back });
  });
}

/** In an incident, words that begin with a slash or the prefix act; all others are talk. Elsewhere all words act. */
function saidIn(
  { words, command, back: _back, ...fields }: SpokenBody,
  number: number | undefined,
  prefix: string,
): Said | undefined {
  if (command !== undefined) {
    const texts = Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== '_csrf',
    );
    return { command, fields: Object.fromEntries(texts) };
  }
  const text = (words ?? '').trim();
  if (fields.compose === undefined || number === undefined) return { words: text };
  if (text.startsWith(prefix)) return { words: text.slice(prefix.length).trim() };
  return text.startsWith('/') ? { words: text.slice(1).trim() } : undefined;
}

/** Said in a session that is for one incident. */
function within(said: Said, only: number | undefined): Said {
  return only === undefined ? said : { ...said, only };
}

interface Occasion {
  readonly number: number | undefined;
  readonly back: string;
  /** Words of the composer: shown again when they were refused. */
  readonly typed?: string | undefined;
}

async function answer(
  house: RoomHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Answer,
  { number, back, typed }: Occasion,
): Promise<FastifyReply> {
  const place = { ...placeOf(request, number), back: ownPath(back) };
  if (given.kind === 'done' && number === undefined && given.number > 0) {
    const target = `/incidents/${given.number}`;
    return isPartial(request) ? reply.header('x-goto', target).send('') : reply.redirect(target, 303);
  }
  const drawn = renderAnswer(given, await house.people(), place);
  if (isPartial(request)) return part(reply.header('x-answer', given.kind), drawn);
  if (given.kind === 'done') return reply.redirect(place.back, 303);
  const again = typed && (given.kind === 'refused' || given.kind === 'usage') ? composeAgain(typed, place) : '';
  const body = html`<div class="answered">${drawn}${again}${given.kind === 'form' ? '' : html`<p><a class="button" href="${place.back}">Back</a></p>`}</div>`;
  return show(request, reply, { title: given.kind === 'form' ? given.form.title : 'Answer' }, body);
}

/** Without script nothing typed is lost either. */
function composeAgain(typed: string, { number, csrf, back }: Place): Html {
  return html`<form class="form" method="post" action="/incidents/${number ?? 0}/say"><input type="hidden" name="compose" value="1"><input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}">
<p class="field"><label for="again">You wrote</label><textarea id="again" name="words" rows="3" maxlength="4000">${typed}</textarea></p><button class="button button-primary">Send again</button></form>`;
}
