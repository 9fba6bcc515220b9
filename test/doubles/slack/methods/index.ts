/** Every Web API method that the double knows, by name. */

import type { Method } from '../kernel.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { history } from './history.ts';
import { marks } from './marks.ts';
import { members } from './members.ts';
import { views } from './views.ts';
import { workspace } from './workspace.ts';

export const METHODS: ReadonlyMap<string, Method> = new Map(
  [workspace, conversations, members, chat, history, marks, views, files].flat().map((one) => [one.name, one]),
);
