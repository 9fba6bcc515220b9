/** What Teams cannot do, and what is done instead. */

import type { Gap } from '../chat/gap.ts';

const gap = (cannot: string, page: string, instead: string): Gap => ({ platform: 'Teams', cannot, page, instead });

export const TEAMS_GAPS: readonly Gap[] = [
  gap(
    'host a bot dependably in private channels; in shared ones it sends bots no messages',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/build-apps-for-shared-private-channels',
    'a restricted incident is a group chat; open ones are standard channels',
  ),
  gap(
    'show an answer to one person beside the talk',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages',
    'the bot answers in the talk with that person alone; a click is answered by a line only they see',
  ),
  gap(
    'let a bot read its talk with one person without reading everybody’s chats',
    'https://learn.microsoft.com/en-us/graph/api/chat-list-messages',
    'a private note whose answer was lost is looked for where Chat.ReadWrite.All was consented to; without it the note is sent again, and may come twice',
  ),
  gap(
    'open a dialog from typed words',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots',
    'words that need more are answered with a button that opens the dialog',
  ),
  gap(
    'archive a group chat',
    'https://learn.microsoft.com/en-us/graph/api/resources/chat',
    'its topic begins with Closed, and Cordon says nothing more there; channels are archived',
  ),
  gap(
    'pin messages in a channel; in chats only with a permission that reaches every chat',
    'https://learn.microsoft.com/en-us/graph/api/chat-post-pinnedmessages',
    'a tab opens the Room; the summary is pinned in chats where the permission was given',
  ),
  gap(
    'take files from a bot in chats and channels',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/bots-filesv4',
    'the post-mortem is a card that opens it in the Room',
  ),
  gap(
    'tell a bot what people say to each other, unless the team consented to ChannelMessage.Read.Group (in chats ChatMessage.Read.Chat)',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/channel-messages-with-rsc',
    'the app asks for both; without them only words to @Cordon and what Add to timeline is used on reach the other sides, and doctor says so',
  ),
  gap(
    'tell a bot of reactions to every message',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events#message-reaction-events',
    'a reaction counts where Teams tells of it; the message action Add to timeline always works',
  ),
  gap(
    'limit a standard channel to the members of an incident',
    'https://learn.microsoft.com/en-us/microsoftteams/teams-channels-overview',
    'responders are added to its team and stay there; once restricted, nothing more of the incident goes to the channel',
  ),
  gap(
    'tell several ticks of one click apart in a box',
    'https://adaptivecards.io/explorer/Input.Toggle.html',
    'each box ticks by itself, at once',
  ),
  gap(
    'ask before a button does something',
    'https://adaptivecards.io/explorer/Action.ShowCard.html',
    'the question opens below the button, with the button that does it',
  ),
];
