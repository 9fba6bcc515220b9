import { describe, expect, it } from 'vitest';
import type { IncidentCommand } from '../../../src/incident/commands.ts';
import { askPeople } from '../../../src/reactions/ask-people.ts';
import type { Delivery, Reach } from '../../../src/reactions/reaction.ts';
import { approved, cordon, given, planned, proposed, type Said, type Story, staffed } from '../../support/given.ts';

const byHand = ['Disable employee-1 at the identity provider.', 'Delete the active sessions of employee-1.'];
const authorised = given(...staffed, proposed(), planned('hash-1', { byHand }), approved('account-owner'));

/** What the reaction says when the authorisation is delivered to it. */
async function asked(story: Story): Promise<readonly IncidentCommand[]> {
  const said: IncidentCommand[] = [];
  const event = story.events.find(({ type }) => type === 'ActionAuthorized');
  const delivery = { id: 'd1', event, incident: story.incident, signal: new AbortController().signal };
  const handle = async (_incident: string, command: IncidentCommand) => void said.push(command);
  await askPeople.react(delivery as unknown as Delivery, { handle } as unknown as Reach);
  return said;
}

describe('what an action leaves to people', () => {
  it('joins the checklist when it is authorised, as required tasks, once', async () => {
    const said = await asked(authorised);
    const after = authorised.and(...said.map((one) => ({ ...one, by: cordon }) as unknown as Said));

    expect(after.incident.tasks.slice(-2)).toMatchObject(
      byHand.map((text) => ({ text, required: true, phase: authorised.incident.phase, state: 'open' })),
    );
    expect(await asked(after)).toEqual([]);
  });

  it('is nothing where the plan names nothing', async () => {
    expect(await asked(given(...staffed, proposed(), planned(), approved('account-owner')))).toEqual([]);
  });
});
