/** ATT&CK techniques of GuardDuty's finding types: by family where the type says enough, and as the text names them. */

/** First match wins; the more particular stand first. */
const BY_TYPE: readonly (readonly [type: RegExp, techniques: readonly string[]])[] = [
  [/InstanceCredentialExfiltration/, ['T1552.005', 'T1550.001', 'T1078.004']],
  [/^CryptoCurrency:|BitcoinTool/, ['T1496.001']],
  [/C&CActivity.*DNS/, ['T1071.004']],
  [/C&CActivity/, ['T1071']],
  [/DNSDataExfiltration/, ['T1048']],
  [/^Backdoor:.*DenialOfService/, ['T1498']],
  [/^Stealth:.*(CloudTrailLoggingDisabled|ServerAccessLoggingDisabled)/, ['T1562.008']],
  [/^Stealth:.*PasswordPolicyChange/, ['T1098']],
  [/^Policy:S3\//, ['T1530']],
  [/^Exfiltration:S3\//, ['T1530', 'T1537']],
  [/^Impact:S3\//, ['T1485']],
  [/(SSH|RDP)BruteForce/, ['T1110']],
  [/TorIPCaller|TorClient|TorRelay/, ['T1090.003']],
  [/ConsoleLogin/, ['T1078.004']],
  [/^PrivilegeEscalation:IAMUser/, ['T1098.003']],
  [/^Persistence:IAMUser/, ['T1098.001']],
  [/^CredentialAccess:IAMUser/, ['T1552']],
  [/^DefenseEvasion:IAMUser/, ['T1562']],
  [/^Discovery:IAMUser/, ['T1087.004']],
  [/^InitialAccess:IAMUser/, ['T1078.004']],
  [/RootCredentialUsage/, ['T1078.004']],
];

export function techniquesOf(type: string, description: string): readonly string[] {
  const known = BY_TYPE.find(([shape]) => shape.test(type))?.[1] ?? [];
  const told = description.match(/\bT\d{4}(?:\.\d{3})?\b/g) ?? [];
  return [...known, ...told];
}
