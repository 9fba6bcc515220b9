/** A finding as EventBridge sends it: credentials of an instance's role, used from outside AWS. */

export const GUARDDUTY_EXAMPLE = JSON.stringify({
  version: '0',
  id: '7b2d6f0e-3c51-4a52-9d3a-2f4f6f0c1a10',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '111122223333',
  time: '2026-03-02T09:15:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    id: '5ec4f2a81b3d4c6e9f70a1b2c3d4e5f6',
    arn: 'arn:aws:guardduty:eu-west-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0/finding/5ec4f2a81b3d4c6e9f70a1b2c3d4e5f6',
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: {
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        principalId: 'AROACKCEVSQ6C2EXAMPLE:i-0abc1234def567890',
        userType: 'AssumedRole',
        userName: 'web-prod',
      },
      instanceDetails: { instanceId: 'i-0abc1234def567890', instanceType: 't3.medium', availabilityZone: 'eu-west-1a' },
    },
    service: {
      serviceName: 'guardduty',
      detectorId: '12abc34d567e8fa901bc2d34e56789f0',
      action: {
        actionType: 'AWS_API_CALL',
        awsApiCallAction: {
          api: 'ListBuckets',
          serviceName: 's3.amazonaws.com',
          callerType: 'Remote IP',
          remoteIpDetails: {
            ipAddressV4: '203.0.113.77',
            country: { countryName: 'Nowhere' },
            organization: { asn: '64500', asnOrg: 'EXAMPLE-AS', isp: 'Example', org: 'Example' },
          },
          affectedResources: {},
        },
      },
      resourceRole: 'TARGET',
      additionalInfo: {},
      eventFirstSeen: '2026-03-02T09:02:11Z',
      eventLastSeen: '2026-03-02T09:09:54Z',
      archived: false,
      count: 3,
    },
    severity: 8,
    createdAt: '2026-03-02T09:14:31.120Z',
    updatedAt: '2026-03-02T09:14:31.120Z',
    title: 'Credentials for instance role web-prod used from an external IP address.',
    description:
      'Credentials created exclusively for the EC2 instance i-0abc1234def567890 using instance role web-prod have been used from the external IP address 203.0.113.77.',
  },
});
