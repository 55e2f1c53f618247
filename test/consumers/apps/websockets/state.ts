import { Subject } from 'rxjs';

/** What the server sends to those who watch. */
export const ticks = new Subject<number>();

/** Whom `handleConnection` has seen. */
export const connected: string[] = [];
