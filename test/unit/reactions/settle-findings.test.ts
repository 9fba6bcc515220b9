import { describe, expect, it } from 'vitest';
import type { IncidentCommand } from '../../../src/incident/commands.ts';
import type { Incident } from '../../../src/incident/incident.ts';
import type { Delivery, Reach } from '../../../src/reactions/reaction.ts';
import { settleFindings } from '../../../src/reactions/settle-findings.ts';
import { given, staffed } from '../../support/given.ts';

const closed = given(...staffed, { type: 'CloseIncident', resolution: 'keys rotated', accept: [] });
const reopened = closed.and({ type: 'ReopenIncident', reason: 'it went on' });

/** What is written back, and noted, when a fact is delivered while the incident stands as it does. */
async function settled(type: 'IncidentClosed' | 'IncidentReopened', incident: Incident) {
  const states: string[] = [];
  const notes: string[] = [];
  const delivery = { id: 'd1', event: { type, incidentId: incident.id }, incident, signal: AbortSignal.timeout(1000) };
  const settle = async (_incident: Incident, state: string) => {
    states.push(state);
    return ['1 finding archived'];
  };
  const handle = async (_id: string, command: IncidentCommand) =>
    void notes.push('text' in command ? `${command.text}` : '');
  await settleFindings.react(delivery as unknown as Delivery, { containment: { settle }, handle } as unknown as Reach);
  return { states, notes };
}

describe('findings at their source', () => {
  it('are settled when the incident is closed, and open again when it is reopened; both are noted', async () => {
    expect(await settled('IncidentClosed', closed.incident)).toEqual({
      states: ['closed'],
      notes: ['Written back: 1 finding archived.'],
    });
    expect(await settled('IncidentReopened', reopened.incident)).toMatchObject({ states: ['open'] });
  });

  it('are left alone by drills, and by a closing that was taken back meanwhile', async () => {
    expect(await settled('IncidentClosed', { ...closed.incident, mode: 'drill' })).toEqual({ states: [], notes: [] });
    expect(await settled('IncidentClosed', reopened.incident)).toEqual({ states: [], notes: [] });
  });
});
