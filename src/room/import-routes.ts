/** Bringing in an incident that was run elsewhere: a form with a file, bounded in size; faults are told line by line. */

import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { RoomHouse } from './house.ts';
import { ImportFields } from './import-fields.ts';
import { importPage } from './pages/import.ts';
import { show, who } from './reply.ts';

/** Bytes of all files together; a zip unpacks to at most what `slack/unzip.ts` says. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_FILES = 200;

interface Sent {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

export async function addImport(app: FastifyInstance, house: RoomHouse): Promise<void> {
  await app.register(multipart, {
    limits: { fileSize: MOST_BYTES, files: MOST_FILES, fields: 12, fieldSize: 4000, parts: MOST_FILES + 12 },
  });
  app.get('/import', async (request, reply) =>
    show(request, reply, { title: 'Bring in an incident' }, importPage(request.csrf, {}, undefined)),
  );
  app.post('/import', async (request, reply) => {
    const { fields, files } = await sentIn(request);
    request.body = fields;
    house.requireFormToken(request);
    try {
      const asked = ImportFields.safeParse(fields);
      if (!asked.success) throw incomplete(asked.error);
      const { number } = await house.importIncident(who(request), asked.data, files);
      return reply.redirect(`/incidents/${number}`, 303);
    } catch (fault) {
      if (!(fault instanceof CordonError) || fault.code !== 'body_invalid') throw fault;
      reply.status(400);
      return show(request, reply, { title: 'Bring in an incident' }, importPage(request.csrf, fields, fault));
    }
  });
}

async function sentIn(request: FastifyRequest): Promise<Sent> {
  const fields: Record<string, string> = {};
  const files: { name: string; bytes: Uint8Array }[] = [];
  let left = MOST_BYTES;
  if (!request.isMultipart()) throw tooMuch('body_invalid', 'This form sends a file.');
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      fields[part.fieldname] = String(part.value);
      continue;
    }
    const bytes = await part.toBuffer();
    left -= bytes.length;
    if (left < 0) throw tooMuch('body_too_large', 'The files are too large together.');
    if (part.filename) files.push({ name: part.filename, bytes });
  }
  return { fields, files };
}

function tooMuch(code: 'body_invalid' | 'body_too_large', message: string): CordonError {
  return new CordonError(code, message, { remedy: `Send files of at most ${MOST_BYTES / 1024 / 1024} MiB together.` });
}

function incomplete({ issues }: z.ZodError): CordonError {
  return new CordonError('body_invalid', 'Nothing was brought in: the form is not complete.', {
    remedy: 'Fill in what is named and send it again, with the file.',
    details: issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  });
}
