import { runAt, type JwtPolicyClock } from '../clock.js';
import { refuse } from '../errors/index.js';
import { publicRefusal, refusedMessage, type RefusedMessage } from '../responses/index.js';
import type { Admission, ClientEnds, Connection, GatewayGuard } from './connection.js';
import type { Handshake } from './handshake.js';

/** What a client is told whose token has ended. */
export const EXPIRED = refusedMessage(publicRefusal(refuse('TOKEN_EXPIRED', '')));

/** A connection that was granted. It ends once, whatever ends it. */
export class GrantedConnection implements Connection {
  private isDeciding = false;
  private isOver = false;

  constructor(
    readonly handshake: Handshake,
    readonly guard: GatewayGuard,
    readonly states: Connection['states'],
    private readonly ends: ClientEnds,
    private readonly decide: () => Promise<Admission>,
  ) {
    ends.onceClosed(() => {
      this.isOver = true;
    });
  }

  /** Ends it when its token ends. What a gateway sends must end then too, and it sends without asking anybody. */
  endAt(timeMs: number, clock: JwtPolicyClock): void {
    const cancel = runAt(clock, timeMs, () => this.end(EXPIRED));
    this.ends.onceClosed(cancel);
  }

  reconsider(): void {
    if (this.isDeciding || this.isOver) return;
    this.isDeciding = true;
    void this.decideAgain();
  }

  private async decideAgain(): Promise<void> {
    // Nest answers the message that was refused before the connection ends: a closed client would not hear why.
    await new Promise(setImmediate);
    const admission = await this.decide();
    this.isDeciding = false;
    // An outage says nothing about the token.
    if (!admission.granted && admission.exception.family !== 'cannot_decide')
      this.end(admission.exception.getError());
  }

  private end(refusal: RefusedMessage): void {
    if (this.isOver) return;
    this.isOver = true;
    this.ends.end(refusal);
  }
}
