/** Every permission that the app asks for, each with its reason, and no other. */

/** Consented to once by an administrator. https://learn.microsoft.com/en-us/graph/permissions-reference */
export const APPLICATION = {
  'AppCatalog.Read.All': 'finding itself in the catalog, to install itself in a chat or for a person',
  'Chat.Create': 'making the group chat of a restricted incident',
  'Chat.ReadBasic.All': 'finding the chat again that an earlier attempt made: names and members, no messages',
  'ChatMember.ReadWrite.WhereInstalled': 'adding and removing people in chats of incidents, and in no others',
  'TeamMember.ReadWriteNonOwnerRole.All': 'adding responders to the team whose channels hold open incidents',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All': 'installing itself in the chats it made',
  'TeamsAppInstallation.ReadWriteSelfForUser.All': 'installing itself for a person it must tell something in private',
  'User.ReadBasic.All': 'names and addresses, to match people with rosters',
} as const;

/** What goes without, and with each a little more. */
export const OPTIONAL = {
  'Chat.ReadWrite.All':
    'pinning the summary in chats, finding a private note whose answer was lost; it reaches every chat, so leave it out where that is too much',
  'Files.Read.All': 'taking files that people drop in a conversation into evidence; it reaches every file',
} as const;

/** Resource-specific: they reach only teams and chats in which the app is. https://learn.microsoft.com/en-us/microsoftteams/platform/graph-api/rsc/resource-specific-consent */
export const RSC = {
  'Channel.Create.Group': 'making the channel of an open incident',
  'ChannelMessage.Read.Group': 'hearing the talk of incident channels, finding a message whose answer was lost',
  'ChannelSettings.ReadWrite.Group':
    'describing, archiving and reopening incident channels, counting channels of the team',
  'ChatMember.Read.Chat': 'comparing the members of a chat with those of its incident',
  'ChatMessage.Read.Chat': 'hearing the talk of incident chats, finding a message whose answer was lost',
  'ChatSettings.ReadWrite.Chat': 'the topic of an incident chat',
  'TeamMember.Read.Group': 'knowing who is in the team already',
  'TeamSettings.Read.Group': 'looking whether the team is there, for doctor',
  'TeamsActivity.Send.User': 'telling people in their activity feed that an approval waits',
  'TeamsTab.ReadWrite.Chat': 'tabs to the Room and the playbook in chats',
  'TeamsTab.ReadWrite.Group': 'tabs to the Room and the playbook in channels',
} as const;
