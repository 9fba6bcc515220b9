/** Who enters the Room in the frame of a platform, as the platform says who they are. */

import { CordonError } from '../base/errors.ts';
import type { Config } from '../config/load.ts';
import type { Framing } from '../http/house.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import type { Store } from '../store/open.ts';
import { isCompromised } from '../store/views.ts';

export interface FramingOptions {
  readonly platform: string;
  readonly ancestors: readonly string[];
  /** Undefined for a token that the platform did not give for this app. */
  readonly personOf: (token: string) => Promise<Person | undefined>;
  readonly config: Pick<Config, 'rosters'>;
  readonly store: Pick<Store, 'db'>;
  readonly incidentOf: (number: number) => Promise<Incident | undefined>;
}

export function createFraming({ platform, ancestors, personOf, ...ground }: FramingOptions): Framing {
  const isTrusted = async (): Promise<boolean> => !(await isCompromised(ground.store.db, platform));
  const responders = new Set(
    Object.values(ground.config.rosters).flatMap(({ members }) => members.map(({ id }) => id)),
  );
  return {
    ancestors,
    isTrusted,
    enter: async (token, back) => {
      if (!(await isTrusted()))
        throw new CordonError('not_allowed', 'Cordon does not speak here.', {
          remedy: 'Go on where you were told to.',
        });
      const person = await personOf(token);
      if (!person)
        throw new CordonError('credential_invalid', 'This is no token of this directory for Cordon.', {
          remedy: 'Open it in a browser. An administrator looks at the step about the tab in docs/teams.md.',
        });
      if (responders.has(person.id)) return { person };
      const only = Number(/^\/incidents\/(\d{1,9})(?:[/?#]|$)/.exec(back)?.[1]);
      const incident = Number.isNaN(only) ? undefined : await ground.incidentOf(only);
      // Whoever is in the directory may talk to the bot; the Room shows more than it tells them.
      if (incident && isMember(incident, person)) return { person, only };
      throw new CordonError('not_allowed', 'You are on no roster here, and not a member of this incident.', {
        remedy: 'Ask a member to invite you, or the operator for a place on a roster.',
      });
    },
  };
}
