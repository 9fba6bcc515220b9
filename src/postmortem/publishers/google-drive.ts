/** A file in a Google Drive folder, found again by an application property; signed in as a service account. */

import { createSign } from 'node:crypto';
import { z } from 'zod';
import { type Caller, createCaller } from '../calling.ts';
import { bytesOf, type PublishedDocument, publisherKind } from '../publisher.ts';

const Settings = z.strictObject({
  /** The key file of a service account, as JSON. */
  serviceAccount: z.string().transform((text, context) => {
    const read = ServiceAccount.safeParse(parsed(text));
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: 'must be the JSON key of a service account' });
    return z.NEVER;
  }),
  folderId: z.string().regex(/^[\w-]+$/, 'must be the id of a folder'),
  file: z
    .string()
    .regex(/^[\w.-]+$/)
    .default('postmortem.html'),
  apiUrl: z.url().default('https://www.googleapis.com'),
});

const ServiceAccount = z.object({ client_email: z.string(), private_key: z.string(), token_uri: z.url() });
const Token = z.object({ access_token: z.string() });
/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files */
const DriveFile = z.object({ id: z.string(), webViewLink: z.string() });
const Found = z.object({ files: z.array(DriveFile) });

const SCOPE = 'https://www.googleapis.com/auth/drive';
const PROPERTY = 'cordonIncident';
const ANSWER = 'fields=id,webViewLink&supportsAllDrives=true';

export const googleDrive = publisherKind({
  id: 'google-drive',
  docs: 'https://developers.google.com/workspace/drive/api/guides/manage-uploads',
  settings: Settings,
  secrets: ['serviceAccount'],
  open: ({ serviceAccount, folderId, file, apiUrl }) => ({
    publish: async (document) => {
      const token = await signIn(serviceAccount);
      const call = createCaller({
        name: `Google Drive folder ${folderId}`,
        baseUrl: apiUrl,
        headers: { authorization: `Bearer ${token}` },
      });
      const known = await find(call, folderId, document);
      const { body, type } = upload(document, file, known ? undefined : folderId);
      const path = `/upload/drive/v3/files${known ? `/${known}` : ''}?uploadType=multipart&${ANSWER}`;
      const made = await call({ method: known ? 'PATCH' : 'POST', path, body, headers: { 'content-type': type } });
      return { url: DriveFile.parse(made).webViewLink };
    },
  }),
});

async function find(call: Caller, folderId: string, { incidentId }: PublishedDocument): Promise<string | undefined> {
  const q = `'${folderId}' in parents and trashed = false and appProperties has { key='${PROPERTY}' and value='${incidentId}' }`;
  const query = new URLSearchParams({
    q,
    fields: 'files(id,webViewLink)',
    supportsAllDrives: 'true',
    includeItemsFromAllDrives: 'true',
  });
  return Found.parse(await call({ method: 'GET', path: `/drive/v3/files?${query}` })).files[0]?.id;
}

/** `multipart/related`: what the file is, then its bytes (RFC 2387). Folder and property are set when it is made. */
function upload(document: PublishedDocument, name: string, folderId: string | undefined) {
  const boundary = `cordon-${document.chainHead.slice(0, 24)}`;
  const mediaType = document.files.find((one) => one.name === name)?.mediaType ?? 'application/octet-stream';
  const about = {
    name: `${document.title}${name.slice(name.lastIndexOf('.'))}`,
    description: `As of event ${document.position}; head of the chain ${document.chainHead}`,
    ...(folderId ? { parents: [folderId], appProperties: { [PROPERTY]: document.incidentId } } : {}),
  };
  const head = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(about)}\r\n--${boundary}\r\ncontent-type: ${mediaType}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytesOf(document, name), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body: new Uint8Array(body), type: `multipart/related; boundary=${boundary}` };
}

/** A signed claim for a token of an hour (RFC 7523). */
async function signIn(account: z.infer<typeof ServiceAccount>): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claim = { iss: account.client_email, scope: SCOPE, aud: account.token_uri, iat: now, exp: now + 3600 };
  const [head, body] = [{ alg: 'RS256', typ: 'JWT' }, claim].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(account.private_key).toString('base64url');
  const asked = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${head}.${body}.${signature}`,
  });
  const { origin, pathname } = new URL(account.token_uri);
  const call = createCaller({ name: 'Google sign-in', baseUrl: origin, headers: {} });
  return Token.parse(await call({ method: 'POST', path: pathname, body: asked })).access_token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
