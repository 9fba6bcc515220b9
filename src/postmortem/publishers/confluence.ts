/** A page in a Confluence Cloud space: found again by a content property, so that a retry adopts what it made. */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import { type Caller, createCaller } from '../calling.ts';
import { bytesOf, type PublishedDocument, publisherKind } from '../publisher.ts';
import { storageFormat } from './confluence-storage.ts';

const Settings = z.strictObject({
  /** `https://example.atlassian.net/wiki` */
  siteUrl: z.url(),
  spaceId: z.string().regex(/^\d+$/, 'must be the number of the space'),
  parentId: z.string().regex(/^\d+$/, 'must be the number of a page').optional(),
  email: z.email(),
  token: z.string().min(1),
});

/** https://developer.atlassian.com/cloud/confluence/rest/v2/ */
const Page = z.object({
  id: z.string(),
  version: z.object({ number: z.number().int() }),
  body: z.object({ storage: z.object({ value: z.string() }).optional() }).optional(),
});
const Pages = z.object({ results: z.array(Page) });
const Properties = z.object({ results: z.array(z.object({ id: z.string(), value: z.unknown() })) });

const FIRST_WORDS = '<p>Cordon is publishing a post-mortem here.</p>';
/** Key of the content property that says whose page it is. */
const PROPERTY = 'cordon-incident';

export const confluence = publisherKind({
  id: 'confluence',
  docs: 'https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/',
  settings: Settings,
  secrets: ['token'],
  open: ({ siteUrl, spaceId, parentId, email, token }) => {
    const site = siteUrl.replace(/\/$/, '');
    const call = createCaller({
      name: `Confluence space ${spaceId}`,
      baseUrl: site,
      headers: { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` },
    });
    return {
      publish: async (document) => {
        const page = (await ownPage(call, spaceId, document)) ?? (await create(call, { spaceId, parentId }, document));
        await mark(call, page.id, document);
        await attachPicture(call, page.id, document);
        const body = { representation: 'storage', value: storageFormat(document) };
        const version = { number: page.version.number + 1, message: `As of event ${document.position}` };
        const update = { id: page.id, status: 'current', title: document.title, spaceId, body, version };
        await call({ method: 'PUT', path: `/api/v2/pages/${page.id}`, body: update });
        return { url: `${site}/pages/viewpage.action?pageId=${page.id}` };
      },
    };
  },
});

type Page = z.infer<typeof Page>;

/** Titles are unique in a space: a page of this title is ours when its property or its text says so. */
async function ownPage(call: Caller, spaceId: string, document: PublishedDocument): Promise<Page | undefined> {
  const query = new URLSearchParams({ 'space-id': spaceId, title: document.title, 'body-format': 'storage' });
  const [page] = Pages.parse(await call({ method: 'GET', path: `/api/v2/pages?${query}` })).results;
  if (!page) return undefined;
  const [property] = await propertiesOf(call, page.id);
  // Without a property and with our first words: the attempt that made it did not live to mark it.
  if (property?.value === document.incidentId || (!property && page.body?.storage?.value === FIRST_WORDS)) return page;
  throw new CordonError('vendor_failed', `Confluence has another page called ${document.title}.`, {
    remedy: 'Rename that page, or publish to another space.',
  });
}

async function create(
  call: Caller,
  place: { readonly spaceId: string; readonly parentId: string | undefined },
  { title }: PublishedDocument,
): Promise<Page> {
  const body = { representation: 'storage', value: FIRST_WORDS };
  const { spaceId, parentId } = place;
  const made = { spaceId, status: 'current', title, ...(parentId ? { parentId } : {}), body };
  return Page.parse(await call({ method: 'POST', path: '/api/v2/pages', body: made }));
}

async function mark(call: Caller, pageId: string, { incidentId }: PublishedDocument): Promise<void> {
  if ((await propertiesOf(call, pageId)).length > 0) return;
  const body = { key: PROPERTY, value: incidentId };
  await call({ method: 'POST', path: `/api/v2/pages/${pageId}/properties`, body });
}

async function propertiesOf(call: Caller, pageId: string) {
  const path = `/api/v2/pages/${pageId}/properties?key=${PROPERTY}`;
  return Properties.parse(await call({ method: 'GET', path })).results;
}

/** PUT makes the attachment, or a new version of the one of that name; uploads are there in version 1 of the API alone. */
async function attachPicture(call: Caller, pageId: string, document: PublishedDocument): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([bytesOf(document, 'timeline.svg')], { type: 'image/svg+xml' }), 'timeline.svg');
  form.set('minorEdit', 'true');
  const path = `/rest/api/content/${pageId}/child/attachment`;
  await call({ method: 'PUT', path, body: form, headers: { 'x-atlassian-token': 'nocheck' } });
}
