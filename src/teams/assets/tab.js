/** Signs in with the token that Teams gives, and goes on to the page that was asked for. */

const { app, authentication } = window.microsoftTeams;
const { back } = document.body.dataset;

async function enter() {
  await app.initialize();
  const token = await authentication.getAuthToken();
  const answer = await fetch('/sign-in/framed', { method: 'POST', body: new URLSearchParams({ token, back }) });
  if (answer.ok) {
    location.replace(back);
    return;
  }
  const { message, remedy } = await answer.json();
  tell(message, remedy);
}

function tell(what, remedy) {
  document.getElementById('what').textContent = what;
  document.getElementById('remedy').textContent = remedy;
  document.getElementById('out').hidden = false;
}

if (window.parent === window) location.replace(back);
else
  enter().catch(() =>
    tell(
      'Teams did not say who you are.',
      'Open it in a browser. An administrator looks at the step about the tab in docs/teams.md.',
    ),
  );
