/**
 * As much of S3 as a vault speaks, for streaming more than fits into memory: holds every part against the checksum it came
 * with and the whole against its SHA-256, and forgets the bytes. Small objects are kept. Prints its address, and runs until
 * it is ended.
 */

import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';

/** Beyond this an object is forgotten once it is hashed. */
const KEPT_BYTES = 1024 * 1024;

interface Kept {
  readonly bytes: number;
  readonly sha256: string;
  readonly body?: Buffer;
}

/** Parts arrive in any order and are hashed in theirs. */
interface Uploading {
  readonly key: string;
  readonly hash: ReturnType<typeof createHash>;
  readonly early: Map<number, Buffer>;
  next: number;
  bytes: number;
  from?: string;
}

const kept = new Map<string, Kept>();
const uploads = new Map<string, Uploading>();

const server = createServer((request, response) => {
  answer(request, response).catch((fault: unknown) => {
    response.writeHead(400).end(`<Error><Code>BadDigest</Code><Message>${String(fault)}</Message></Error>`);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://sink');
  const key = decodeURIComponent(pathname).split('/').slice(2).join('/');
  const body = await bodyOf(request);
  refuseAltered(request, body);
  switch (request.method) {
    case 'HEAD':
    case 'GET':
      if (key) give(request, response, key);
      else list(response, query.get('prefix') ?? '');
      break;
    case 'POST':
      if (query.has('uploads')) begin(response, key);
      else complete(response, query.get('uploadId') ?? '');
      break;
    case 'PUT':
      if (query.has('partNumber')) part(request, response, query, body);
      else put(request, response, key, body);
      break;
    default:
      kept.delete(key);
      response.writeHead(204).end();
  }
}

/** S3 does the same with each checksum that a request brings. */
function refuseAltered({ headers }: IncomingMessage, body: Buffer): void {
  const given = headers['x-amz-checksum-crc32'];
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  if (given !== undefined && given !== sum.toString('base64')) throw new Error('the part is not what was sent');
  if (given === undefined && body.length > KEPT_BYTES) throw new Error('a part came without a checksum');
}

function begin(response: ServerResponse, key: string): void {
  const id = randomUUID();
  uploads.set(id, { key, hash: createHash('sha256'), early: new Map(), next: 1, bytes: 0 });
  xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
}

function part({ headers }: IncomingMessage, response: ServerResponse, query: URLSearchParams, body: Buffer): void {
  const upload = uploads.get(query.get('uploadId') ?? '');
  if (!upload) throw new Error('there is no such upload');
  const source = headers['x-amz-copy-source'];
  if (source !== undefined) {
    upload.from = sourceOf(source);
    xml(response, '<CopyPartResult><ETag>"copied"</ETag></CopyPartResult>');
    return;
  }
  upload.early.set(Number(query.get('partNumber')), body);
  for (let due = upload.early.get(upload.next); due; due = upload.early.get(upload.next)) {
    upload.hash.update(due);
    upload.bytes += due.length;
    upload.early.delete(upload.next);
    upload.next += 1;
  }
  const checksum = headers['x-amz-checksum-crc32'];
  response.writeHead(200, { etag: '"part"', ...(checksum ? { 'x-amz-checksum-crc32': checksum } : {}) }).end();
}

function complete(response: ServerResponse, id: string): void {
  const upload = uploads.get(id);
  uploads.delete(id);
  if (!upload || upload.early.size > 0) throw new Error('a part is missing');
  const copied = upload.from === undefined ? undefined : kept.get(upload.from);
  kept.set(upload.key, copied ?? { bytes: upload.bytes, sha256: upload.hash.digest('hex') });
  xml(response, '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>');
}

function put({ headers }: IncomingMessage, response: ServerResponse, key: string, body: Buffer): void {
  const source = headers['x-amz-copy-source'];
  if (headers['if-none-match'] === '*' && kept.has(key)) {
    response.writeHead(412).end();
  } else if (source !== undefined) {
    const copied = kept.get(sourceOf(source));
    if (!copied) throw new Error('there is no such object to copy');
    kept.set(key, copied);
    xml(response, '<CopyObjectResult><ETag>"copied"</ETag></CopyObjectResult>');
  } else {
    const small = body.length <= KEPT_BYTES ? { body } : {};
    kept.set(key, { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex'), ...small });
    response.writeHead(200, { etag: '"put"' }).end();
  }
}

/** What was forgotten can be asked for its hash alone. */
function give({ method }: IncomingMessage, response: ServerResponse, key: string): void {
  const found = kept.get(key);
  const headers = found ? { 'content-length': found.bytes, 'x-amz-meta-sha256': found.sha256 } : {};
  if (!found) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  else if (method === 'HEAD') response.writeHead(200, headers).end();
  else if (found.body) response.writeHead(200, headers).end(found.body);
  else throw new Error('the sink has forgotten these bytes');
}

function list(response: ServerResponse, prefix: string): void {
  const keys = [...kept.keys()].filter((key) => key.startsWith(prefix)).sort();
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  xml(response, `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
}

function sourceOf(header: string | string[]): string {
  return decodeURIComponent(String(header)).split('/').slice(1).join('/');
}

function xml(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
