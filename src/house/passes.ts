/** One-time links into the Room. They are in the letters and messages that bring them, and nowhere else. */

import { openMailer } from '../base/mail.ts';
import type { Pass } from '../chat/platform.ts';
import type { Config } from '../config/load.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import type { Store } from '../store/open.ts';
import { issuePass } from '../store/passes.ts';
import { addressBook } from './addresses.ts';

export interface Passes {
  /** The link of a pass: the same for every attempt, kept nowhere. */
  linkOf(personId: string, pass: Pass): Promise<string>;
  /** Sends it by e-mail. */
  mail(incident: Incident, person: Person, pass: Pass): Promise<'sent' | 'no_address'>;
}

export interface PassesOptions {
  readonly config: Config;
  readonly store: Store;
  readonly baseUrl: () => string;
}

export function createPasses({ config, store, baseUrl }: PassesOptions): Passes {
  const mailer = config.mail && openMailer(config.mail);
  const addressOf = addressBook(config);
  const linkOf: Passes['linkOf'] = async (personId, { number, occasion, expiresAt }) => {
    const pass = { personId, number, occasion, expiresAt: new Date(expiresAt) };
    return `${baseUrl()}/pass/${await issuePass(store.db, config.sessionSecret, pass)}`;
  };
  return {
    linkOf,
    mail: async ({ number, codename, mode }, person, pass) => {
      const address = addressOf(person);
      if (!mailer || !address) return 'no_address';
      const until = `${pass.expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
      await mailer.send({
        id: `cordon.pass.${pass.occasion}.${Buffer.from(person.id).toString('hex')}`,
        to: [address],
        subject: `${mode === 'drill' ? 'Drill' : 'Incident'} #${number} ${codename}`,
        text: [
          `#${number} ${codename} goes on in the Room. Say nothing more about it where you talked of it so far.`,
          '',
          `Your link, for you alone. It works once, until ${until}:`,
          await linkOf(person.id, pass),
          '',
          'Type the address by hand or ask the commander if you doubt this message. Do not forward it.',
        ].join('\n'),
      });
      return 'sent';
    },
  };
}
