/** The table of commands. Help, completion and parsing read it; a forgotten line fails a test. */

import type { ChatCommand } from '../command.ts';
import { accept } from './accept.ts';
import { access } from './access.ts';
import { approve } from './approve.ts';
import { assign } from './assign.ts';
import { breakglass } from './breakglass.ts';
import { bridge } from './bridge.ts';
import { cancel } from './cancel.ts';
import { catchup } from './catchup.ts';
import { clock } from './clock.ts';
import { close } from './close.ts';
import { comment } from './comment.ts';
import { compromised } from './compromised.ts';
import { contain } from './contain.ts';
import { deny } from './deny.ts';
import { drill } from './drill.ts';
import { evidence } from './evidence.ts';
import { followup } from './followup.ts';
import { handoff } from './handoff.ts';
import { helpFor } from './help.ts';
import { invite } from './invite.ts';
import { leave } from './leave.ts';
import { list } from './list.ts';
import { merge } from './merge.ts';
import { declare } from './new.ts';
import { note } from './note.ts';
import { page } from './page.ts';
import { phase } from './phase.ts';
import { plan } from './plan.ts';
import { playbook } from './playbook.ts';
import { postmortem } from './postmortem.ts';
import { restrict } from './private.ts';
import { publish } from './publish.ts';
import { release } from './release.ts';
import { remove } from './remove.ts';
import { rename } from './rename.ts';
import { reopen } from './reopen.ts';
import { request } from './request.ts';
import { retry } from './retry.ts';
import { roles } from './roles.ts';
import { scope } from './scope.ts';
import { section } from './section.ts';
import { severity } from './severity.ts';
import { skip } from './skip.ts';
import { snooze } from './snooze.ts';
import { status } from './status.ts';
import { summary } from './summary.ts';
import { take } from './take.ts';
import { task } from './task.ts';
import { tasks } from './tasks.ts';
import { tick } from './tick.ts';
import { timeline } from './timeline.ts';
import { unbridge } from './unbridge.ts';
import { untick } from './untick.ts';
import { update } from './update.ts';
import { verify } from './verify.ts';
import { waive } from './waive.ts';
import { withdraw } from './withdraw.ts';

const TABLE = [
  declare,
  list,
  status,
  catchup,
  drill,
  helpFor(() => COMMANDS),
  take,
  assign,
  handoff,
  roles,
  severity,
  phase,
  update,
  summary,
  rename,
  invite,
  page,
  remove,
  leave,
  restrict,
  access,
  bridge,
  unbridge,
  compromised,
  merge,
  tasks,
  task,
  tick,
  untick,
  skip,
  playbook,
  scope,
  snooze,
  contain,
  plan,
  request,
  approve,
  deny,
  breakglass,
  waive,
  cancel,
  release,
  accept,
  retry,
  note,
  timeline,
  withdraw,
  evidence,
  clock,
  followup,
  close,
  reopen,
  postmortem,
  section,
  comment,
  publish,
  verify,
];

/** Every command; each checks its own input, so here they may forget its type. */
export const COMMANDS = TABLE as unknown as readonly ChatCommand[];

export function findCommand(word: string): ChatCommand | undefined {
  const wanted = word.toLowerCase();
  return COMMANDS.find(({ name, aliases }) => name === wanted || aliases.includes(wanted));
}
