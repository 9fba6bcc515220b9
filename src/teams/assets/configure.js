/** Somebody adds the tab by hand: it shows the list of incidents. */

const { app, pages } = window.microsoftTeams;

await app.initialize();
pages.config.registerOnSaveHandler(async (saving) => {
  await pages.config.setConfig({
    entityId: 'room',
    suggestedDisplayName: 'Cordon',
    contentUrl: `${location.origin}/teams/tab`,
    websiteUrl: `${location.origin}/`,
  });
  saving.notifySuccess();
});
pages.config.setValidityState(true);
