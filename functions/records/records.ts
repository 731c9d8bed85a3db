import { areas } from '../../shared/areas/index.ts';
import { serveRecords } from './serve-records.ts';

/** The records of every area by one handler, as the tests of the office call them. */
export const handler = serveRecords(areas.flatMap((area) => area.resources));
