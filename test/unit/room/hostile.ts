/** Text as an attacker would write it into an alert, a title or a name. */
export const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'<a href="javascript:x">&amp;`;
