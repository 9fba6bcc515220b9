/** The page inside every bundle that tells a stranger, years later, how to check it with standard tools. */

import type { BundleManifest } from './bundle-form.ts';

export function readmeText(incident: BundleManifest['incident'], head: string): string {
  return `Incident ${incident.number} (${incident.codename})
Exported by Cordon. Handle as TLP:${incident.tlp}.

WHAT IS HERE
  events.jsonl      every fact of the incident, one a line, in order
  evidence.jsonl    what was collected: name, source, time, size, SHA-256
  custody.jsonl     who stored, read and exported evidence, when and why
  evidence/         the collected bytes themselves, but for what was disposed of
                    after its retention: custody.jsonl and the events say by whom
  documents/        the post-mortem and its other formats
  manifest.json     the list of all files, and the head of the event chain
  MANIFEST.sha256   the same list, for sha256sum

HOW TO CHECK IT
  With Cordon, offline:

    npm run cordon -- verify bundle.zip --head HEAD

  where HEAD is the chain head you were shown in the chat or the
  post-mortem. Without Cordon, in a shell, after unpacking:

  1. Every file is as it was exported:

       sha256sum -c MANIFEST.sha256

     and nothing lies here that this list does not name.

  2. The events are an unbroken chain. Each line is
     {"hash":"H","previous":"P","record":R} where P is the H of the line
     before (64 zeros on the first) and H = SHA-256 of P followed by R:

       p=$(printf '0%.0s' $(seq 64)); n=0
       while IFS= read -r line; do n=$((n+1))
         r=\${line#*'"record":'}; r=\${r%?}
         h=$(printf '%s%s' "$p" "$r" | sha256sum | cut -c1-64)
         case "$line" in
           "{\\"hash\\":\\"$h\\",\\"previous\\":\\"$p\\",\\"record\\":"*) p=$h;;
           *) echo "broken at line $n"; break;;
         esac
       done < events.jsonl; echo "$n lines, head $p"

     evidence.jsonl and custody.jsonl are chains of the same form.

  3. The head that this prints is the one in manifest.json, and the one you
     were shown elsewhere. In this bundle it is

       ${head}

WHAT THIS PROVES
  A changed, added or missing byte breaks 1 or 2. Somebody who can rewrite
  the whole bundle can make it consistent again; they cannot make it match
  a head that was written down elsewhere before. That is what the head in the
  chat and in the post-mortem is for. Events name the SHA-256 of each piece
  of evidence, so the head speaks for the evidence too. Documents are bound by
  MANIFEST.sha256 alone; note its SHA-256 as well if they matter to you.
  Hashes prove that nothing changed since; they do not prove that what
  was recorded was true, and Cordon makes no claim about admissibility.
`;
}
