/** The playbook that routing named becomes the incident's checklist. */

import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { CommandData } from '../incident/commands.ts';
import { tasksOf } from '../playbooks/playbook.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { follow, reaction } from './reaction.ts';

export const attachPlaybook = reaction({
  name: 'attach-playbook',
  on: ['IncidentDeclared'],
  async react(delivery, reach) {
    const slug = delivery.event.data.playbook;
    if (!slug) return;
    const loaded = reach.playbooks.get(slug);
    if (!loaded) {
      throw new CordonError('playbook_invalid', `There is no playbook ${slug}.`, {
        remedy: `Name one of: ${[...reach.playbooks.keys()].join(', ')}; then retry this delivery.`,
      });
    }
    await follow(delivery, reach, { type: 'AttachPlaybook', ...attachment(loaded) });
  },
});

/** A loaded playbook as the command that attaches it. */
export function attachment(loaded: LoadedPlaybook): CommandData['AttachPlaybook'] {
  const { id, title, version } = loaded.playbook;
  return { slug: id, title, version, sha256: sha256(JSON.stringify(loaded.playbook)), tasks: tasksOf(loaded.playbook) };
}
