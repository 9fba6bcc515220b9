/** Addresses of the post-mortem: reading any version, previewing what is being written, comparing, taking copies away. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { renderFragment } from '../postmortem/formats/html.ts';
import { readPeopleMarkdown } from '../postmortem/people-markdown.ts';
import type { RoomHouse } from './house.ts';
import { html } from './html.ts';
import { followUpsPage } from './pages/follow-ups.ts';
import { postmortemPage } from './pages/postmortem.ts';
import { differencesPage, versionsPage } from './pages/versions.ts';
import { editor } from './pages/writing.ts';
import { isPartial, Numbered, notFound, part, placeOf, show, who } from './reply.ts';

const Position = z.coerce.number().int().positive();
const At = z.object({ at: Position.optional() });
const Version = At.extend({ version: z.enum(['internal', 'external']).default('internal') });
const Between = z.object({ from: Position, to: Position });
const Extension = z.object({ extension: z.string().max(16) });
const Draft = z.object({
  section: z.string().max(64),
  text: z.string().max(200_000),
  basedOn: z.coerce.number().int().min(0),
  settles: z.string().max(16).optional(),
});

export function addPostmortem(app: FastifyInstance, house: RoomHouse): void {
  app.get('/incidents/:number/postmortem', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const page = await house.postmortem(number, who(request), At.parse(request.query).at);
    if (!page) return notFound(request, reply);
    const frame = {
      title: `Post-mortem ${page.incident.codename}`,
      wide: true,
      drill: page.incident.mode === 'drill',
    };
    const place = { ...placeOf(request, number), back: `/incidents/${number}/postmortem` };
    return show(request, reply, frame, postmortemPage(page, who(request), place));
  });
  app.get('/incidents/:number/postmortem/versions', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const versions = await house.versions(number, who(request));
    if (!versions) return notFound(request, reply);
    const frame = { title: `Versions of ${versions.codename}`, wide: true };
    return show(request, reply, frame, versionsPage(number, versions.codename, versions.rows));
  });
  app.get('/incidents/:number/postmortem/differences', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const between = Between.parse(request.query);
    const found = await house.differences(number, who(request), between);
    if (!found) return notFound(request, reply);
    const frame = { title: `Differences of ${found.codename}`, wide: true };
    return show(request, reply, frame, differencesPage(number, found.codename, between, found.sections));
  });
  app.post('/incidents/:number/postmortem/preview', async (request, reply) => preview(house, request, reply));
  app.get('/incidents/:number/postmortem/:extension', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const { extension } = Extension.parse(request.params);
    const { at, version } = Version.parse(request.query);
    const copy = await house.postmortemCopy(number, who(request), extension, version === 'external' ? version : at);
    if (!copy) return notFound(request, reply);
    return reply
      .type(copy.mediaType)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${copy.fileName}"`)
      .send(copy.body);
  });
  app.get('/follow-ups', async (request, reply) => {
    const rows = await house.followUps(who(request));
    return show(
      request,
      reply,
      { title: 'Follow-ups', wide: true, stream: '/stream' },
      followUpsPage(rows, who(request), new Date(), request.csrf),
    );
  });
}

/** For script the preview alone; without script the editor again, with the preview beside it and nothing lost. */
async function preview(house: RoomHouse, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  house.requireFormToken(request);
  const { number } = Numbered.parse(request.params);
  const draft = Draft.parse(request.body);
  const shown = renderFragment({ type: 'root', children: [...readPeopleMarkdown(draft.text)] }, {});
  if (isPartial(request)) return part(reply, { html: shown });
  const place = { ...placeOf(request, number), back: `/incidents/${number}/postmortem` };
  const body = html`<p class="crumb"><a href="${place.back}">Post-mortem</a></p><h1>Preview</h1>${editor(number, draft, shown, place)}`;
  return show(request, reply, { title: 'Preview', wide: true }, body);
}
