import { openRoomHouse } from '../support/room-house.ts';
import { conformance } from './suite.ts';

conformance('the Room', openRoomHouse);
