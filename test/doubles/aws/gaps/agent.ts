/**
 * Systems Manager's agent on a host: an order is a script that truly runs, in a shell of this machine, once. Of the answer,
 * what `GetCommandInvocation` tells; an order is under way for a look or two.
 */

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Gap } from '../gap.ts';

interface Order {
  readonly CommandId: string;
  readonly Comment: string;
  readonly script: string;
  Status: string;
  StandardOutputContent: string;
  StandardErrorContent: string;
}

export interface Agent {
  readonly gaps: Readonly<Record<string, Gap>>;
  /** Orders that were given, in order. */
  readonly orders: readonly Order[];
}

export function agent(): Agent {
  const orders: Order[] = [];
  return {
    orders,
    gaps: {
      SendCommand: ({ input }) => {
        const { commands = [] } = input.Parameters as { commands?: string[] };
        const order: Order = {
          ...{ CommandId: randomUUID(), Comment: String(input.Comment), script: commands.join('\n') },
          ...{ Status: 'InProgress', StandardOutputContent: '', StandardErrorContent: '' },
        };
        orders.push(order);
        execFile('/bin/sh', ['-c', order.script], (fault, stdout, stderr) => {
          Object.assign(order, { StandardOutputContent: stdout, StandardErrorContent: stderr });
          order.Status = fault ? 'Failed' : 'Success';
        });
        return { Command: { CommandId: order.CommandId, Comment: order.Comment, Status: 'Pending' } };
      },
      ListCommands: () => ({
        Commands: orders.map(({ CommandId, Comment, Status }) => ({ CommandId, Comment, Status })),
      }),
      GetCommandInvocation: ({ input }) => {
        const { script: _script, ...seen } = orders.find(({ CommandId }) => CommandId === input.CommandId) ?? {
          script: '',
        };
        return seen;
      },
    },
  };
}
