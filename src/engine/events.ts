import { Emitter } from '../base/events.ts';
import type { EventName, EventPayload } from '../protocol/events.ts';

/** An event on its way to the clients. `audience`: every client, or only the editor focused last. */
export interface EngineEvent {
  readonly name: EventName;
  readonly payload: unknown;
  readonly audience: 'all' | 'focused';
}

/** Where the engine's parts say what changed. The clients' side listens. */
export class EngineEvents extends Emitter<EngineEvent> {
  /** Tells every client. */
  send<N extends EventName>(name: N, payload: EventPayload<N>): void {
    this.emit({ name, payload, audience: name === 'newMail' || name === 'mailReturned' ? 'focused' : 'all' });
  }
}
