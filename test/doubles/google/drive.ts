/** Google's token endpoint, which checks the signed claim, and files of Drive v3 with multipart upload. */

import { createVerify, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { refuse, type Served, serve } from '../serve.ts';

const Claim = z.strictObject({
  iss: z.literal('cordon@project.iam.gserviceaccount.com'),
  scope: z.literal('https://www.googleapis.com/auth/drive'),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
});
const NewFile = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  parents: z.array(z.string()).length(1).optional(),
  appProperties: z.record(z.string().max(124), z.string().max(124)).optional(),
});

export interface DriveFile {
  readonly id: string;
  readonly webViewLink: string;
  readonly parents: readonly string[];
  readonly appProperties: Readonly<Record<string, string>>;
  name: string;
  content: string;
}

export async function startGoogle(): Promise<Served & { readonly files: DriveFile[]; readonly key: string }> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files: DriveFile[] = [];
  const signedIn = (header: string | undefined): void => {
    if (header !== 'Bearer drive-token') refuse(401, 'Invalid Credentials');
  };
  const served = await serve((app) => {
    app.post('/token', async ({ body }) => {
      const asked = new URLSearchParams(String(body));
      const [head = '', claim = '', signature = ''] = (asked.get('assertion') ?? '').split('.');
      Claim.parse(JSON.parse(Buffer.from(claim, 'base64url').toString()));
      const valid = createVerify('RSA-SHA256').update(`${head}.${claim}`).verify(publicKey, signature, 'base64url');
      if (!valid || asked.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
        refuse(400, 'invalid_grant');
      return { access_token: 'drive-token', expires_in: 3599, token_type: 'Bearer' };
    });
    app.get('/drive/v3/files', async ({ query, headers }) => {
      signedIn(headers.authorization);
      const { q } = z
        .looseObject({ q: z.string(), fields: z.string(), supportsAllDrives: z.literal('true') })
        .parse(query);
      const [, folder, key = '', value] =
        /^'([\w-]+)' in parents and trashed = false and appProperties has \{ key='(\w+)' and value='([\w-]+)' \}$/.exec(
          q,
        ) ?? refuse(400, 'Invalid Value');
      return { files: files.filter((one) => one.parents.includes(folder ?? '') && one.appProperties[key] === value) };
    });
    app.post('/upload/drive/v3/files', async ({ headers, body }) => {
      signedIn(headers.authorization);
      const { about, content } = parts(headers['content-type'], String(body));
      const id = `file-${files.length + 1}`;
      const { name, parents = [], appProperties = {} } = about;
      files.push({
        id,
        webViewLink: `https://drive.google.com/file/d/${id}/view`,
        parents,
        appProperties,
        name,
        content,
      });
      return files.at(-1);
    });
    app.patch<{ Params: { id: string } }>('/upload/drive/v3/files/:id', async ({ params, headers, body }) => {
      signedIn(headers.authorization);
      const { about, content } = parts(headers['content-type'], String(body));
      if (about.parents) refuse(403, 'The parents field is not directly writable in update requests.');
      const file = files.find(({ id }) => id === params.id) ?? refuse(404, 'File not found');
      return Object.assign(file, { name: about.name, content });
    });
  });
  const account = {
    type: 'service_account',
    client_email: 'cordon@project.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: `${served.url}/token`,
  };
  return { ...served, files, key: JSON.stringify(account) };
}

function parts(type: string | undefined, body: string) {
  const boundary =
    /^multipart\/related; boundary=([\w-]+)$/.exec(type ?? '')?.[1] ?? refuse(400, 'Malformed multipart body.');
  const [, first = '', second = '', end] = body.split(`--${boundary}`);
  if (end !== '--\r\n') refuse(400, 'Malformed multipart body.');
  const textOf = (part: string): string => part.slice(part.indexOf('\r\n\r\n') + 4, -2);
  return { about: NewFile.parse(JSON.parse(textOf(first))), content: textOf(second) };
}
