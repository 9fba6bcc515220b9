/** Actions on AWS. */

import type { ContainmentAction } from '../action.ts';
import { attachEmergencyPolicy } from './attach-emergency-policy.ts';
import { blockDomain } from './block-domain.ts';
import { blockPublicBucket } from './block-public-bucket.ts';
import type { Aws } from './client.ts';
import { containBucketByRunbook } from './contain-bucket-by-runbook.ts';
import { containInstanceByRunbook } from './contain-instance-by-runbook.ts';
import { containRoleByRunbook } from './contain-role-by-runbook.ts';
import { containSsoUser } from './contain-sso-user.ts';
import { containUserByRunbook } from './contain-user-by-runbook.ts';
import { cutSubnet } from './cut-subnet.ts';
import { denyPrincipal } from './deny-principal.ts';
import { detachInstance } from './detach-instance/index.ts';
import { hardenMetadata } from './harden-metadata.ts';
import { holdBucket } from './hold-bucket.ts';
import { holdObjects } from './hold-objects.ts';
import { isolateInstance } from './isolate-instance.ts';
import { lockRoleTrust } from './lock-role-trust.ts';
import { lockdownBucket } from './lockdown-bucket.ts';
import { protectInstance } from './protect-instance.ts';
import { quarantineUser } from './quarantine-user.ts';
import { recoverKey } from './recover-key.ts';
import { removeInstanceProfile } from './remove-instance-profile.ts';
import { restartTrail } from './restart-trail.ts';
import { revokeRoleSessions } from './revoke-role-sessions.ts';
import { rotateSecret } from './rotate-secret.ts';
import { snapshotInstance } from './snapshot-instance.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';
import { throttleFunction } from './throttle-function.ts';
import { unshareDbSnapshot } from './unshare-db-snapshot.ts';
import { unshareImage } from './unshare-image.ts';
import { unshareSnapshot } from './unshare-snapshot.ts';

export function awsActions(aws: Aws): readonly ContainmentAction[] {
  const actions = [
    quarantineUser,
    revokeRoleSessions,
    lockRoleTrust,
    removeInstanceProfile,
    containSsoUser,
    attachEmergencyPolicy,
    snapshotInstance,
    protectInstance,
    detachInstance,
    isolateInstance,
    cutSubnet,
    blockDomain,
    hardenMetadata,
    stopInstance,
    terminateInstance,
    throttleFunction,
    blockPublicBucket,
    denyPrincipal,
    lockdownBucket,
    holdBucket,
    holdObjects,
    recoverKey,
    unshareSnapshot,
    unshareImage,
    unshareDbSnapshot,
    restartTrail,
    rotateSecret,
    containInstanceByRunbook,
    containUserByRunbook,
    containRoleByRunbook,
    containBucketByRunbook,
  ];
  return actions.map((make) => make(aws) as unknown as ContainmentAction);
}
