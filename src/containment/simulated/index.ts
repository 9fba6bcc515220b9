/** Actions on the simulated cloud. */

import type { ContainmentAction } from '../action.ts';
import { attachEmergencyPolicy } from './attach-emergency-policy.ts';
import { blockPublicBucket } from './block-public-bucket.ts';
import type { SimulatedClient } from './client.ts';
import { isolateInstance } from './isolate-instance.ts';
import { quarantineUser } from './quarantine-user.ts';
import { removeInstanceProfile } from './remove-instance-profile.ts';
import { revokeRoleSessions } from './revoke-role-sessions.ts';
import { snapshotInstance } from './snapshot-instance.ts';

export function simulatedActions(client: SimulatedClient): readonly ContainmentAction[] {
  const actions = [
    quarantineUser,
    revokeRoleSessions,
    removeInstanceProfile,
    isolateInstance,
    snapshotInstance,
    blockPublicBucket,
    attachEmergencyPolicy,
  ];
  return actions.map((make) => make(client) as unknown as ContainmentAction);
}
