/** `views.*`: modals and home tabs. https://docs.slack.dev/surfaces/modals */

import { createHash } from 'node:crypto';
import { type Args, json, need, text } from '../args.ts';
import { acceptView } from '../check-blocks.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { viewOnWire } from '../wire.ts';
import type { Screen, View } from '../world.ts';

/** https://docs.slack.dev/surfaces/modals: up to three views stand on each other. */
const STACK_MOST = 3;

export const views: readonly Method[] = [
  {
    name: 'views.open',
    tier: 4,
    run: (kernel, { args }) => {
      const user = kernel.triggers.spendTrigger(need(args, 'trigger_id'));
      const view = makeView(kernel, json(args, 'view'), 'modal');
      kernel.world.screens.push({ user, stack: [view] });
      return { view: viewOnWire(kernel, view) };
    },
  },
  {
    name: 'views.push',
    tier: 4,
    run: (kernel, { args }) => {
      const user = kernel.triggers.spendTrigger(need(args, 'trigger_id'));
      const screen = kernel.world.screens.findLast((one) => one.user === user);
      if (!screen) throw refuse('not_found');
      return { view: viewOnWire(kernel, pushView(kernel, screen, json(args, 'view'))) };
    },
  },
  {
    name: 'views.update',
    tier: 4,
    run: (kernel, { args }) => {
      const view = standing(kernel, args);
      const hash = text(args, 'hash');
      if (hash && hash !== view.hash) throw refuse('hash_conflict');
      replaceView(kernel, view, json(args, 'view'));
      return { view: viewOnWire(kernel, view) };
    },
  },
  {
    name: 'views.publish',
    tier: 4,
    run: (kernel, { args }) => {
      const user = need(args, 'user_id');
      if (!kernel.world.people.has(user)) throw refuse('user_not_found');
      if (!kernel.app.homeTab) throw refuse('not_enabled');
      const before = kernel.world.homes.get(user);
      const hash = text(args, 'hash');
      if (hash && before && hash !== before.hash) throw refuse('hash_conflict');
      const view = makeView(kernel, json(args, 'view'), 'home');
      kernel.world.homes.set(user, view);
      return { view: viewOnWire(kernel, view) };
    },
  },
];

export function makeView(kernel: Kernel, given: unknown, type: 'modal' | 'home'): View {
  const accepted = acceptView(given, () => kernel.world.id('b'));
  if (accepted.type !== type) throw refuse('invalid_arguments');
  const external = accepted.external_id;
  if (external && external !== '' && allViews(kernel).some((one) => one.external_id === external)) {
    throw refuse('duplicate_external_id');
  }
  const id = kernel.world.id('V');
  return { ...accepted, id, type, hash: hashOf(kernel), state: { values: {} }, root_view_id: id };
}

export function pushView(kernel: Kernel, screen: Screen, given: unknown): View {
  if (screen.stack.length >= STACK_MOST) throw refuse('push_limit_reached');
  const view = makeView(kernel, given, 'modal');
  view.previous_view_id = screen.stack.at(-1)?.id;
  view.root_view_id = screen.stack[0]?.id;
  screen.stack.push(view);
  return view;
}

/** Puts other content in an open view; what was typed into blocks that stay is kept. */
export function replaceView(kernel: Kernel, view: View, given: unknown): void {
  const accepted = acceptView(given, () => kernel.world.id('b'));
  const kept = Object.entries(view.state.values).filter(([id]) => accepted.blocks.some((one) => one.block_id === id));
  for (const field of ['title', 'submit', 'close', 'private_metadata', 'callback_id', 'external_id'] as const) {
    delete view[field];
  }
  Object.assign(view, accepted, { hash: hashOf(kernel), state: { values: Object.fromEntries(kept) } });
}

function standing(kernel: Kernel, args: Args): View {
  const id = text(args, 'view_id');
  const external = text(args, 'external_id');
  if (!id && !external) throw refuse('invalid_arguments');
  const found = allViews(kernel).find((one) => (id ? one.id === id : one.external_id === external));
  if (!found) throw refuse('not_found');
  return found;
}

function allViews({ world }: Kernel): readonly View[] {
  return [...world.screens.flatMap(({ stack }) => stack), ...world.homes.values()];
}

function hashOf({ world }: Kernel): string {
  return `${world.seconds()}.${createHash('md5').update(world.id('h')).digest('hex').slice(0, 8)}`;
}
