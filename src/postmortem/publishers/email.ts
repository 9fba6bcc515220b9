/** An e-mail with the document as attachments, by SMTP. Its subject tells no more than number and codename. */

import { z } from 'zod';
import { MailServer, openMailer } from '../../base/mail.ts';
import { publisherKind } from '../publisher.ts';

const Settings = z.strictObject({
  ...MailServer,
  to: z.array(z.email()).min(1).max(50),
  files: z.array(z.string().regex(/^[\w.-]+$/)).default(['postmortem.html', 'postmortem.md']),
});

export const email = publisherKind({
  id: 'email',
  docs: 'https://nodemailer.com/smtp',
  settings: Settings,
  secrets: ['password'],
  open: ({ to, files, ...server }) => {
    const mailer = openMailer(server);
    return {
      publish: async (document) => {
        const { incidentId, title, position, chainHead, link } = document;
        const attachments = document.files
          .filter(({ name }) => files.includes(name))
          .map(({ name, mediaType, body }) => ({
            filename: name,
            contentType: mediaType,
            content: typeof body === 'string' ? body : Buffer.from(body),
          }));
        const text = `${title}\n\nAs of event ${position}; head of the chain ${chainHead}.\n${link}\n`;
        // The same version has the same id.
        const id = await mailer.send({ id: `cordon.${incidentId}.${position}`, to, subject: title, text, attachments });
        return { url: `mid:${id}` };
      },
    };
  },
});
