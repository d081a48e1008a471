import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { ProtocolLogs } from '../logs/protocolLogs.ts';
import type { MassMails } from '../massMail/massMails.ts';
import type { People } from '../people/people.ts';
import type { Relay } from '../relay/relay.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Greetings } from '../services/greetings.ts';
import type { ServiceManager } from '../services/serviceManager.ts';
import type { TlsIdentity } from '../services/tlsIdentity.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { PageFiles } from './routes/pageRoutes.ts';

/** What the administration administers. */
export interface AdminParts {
  readonly store: Store;
  readonly manager: ServiceManager;
  readonly greetings: Greetings;
  readonly identity: TlsIdentity;
  readonly sessions: Sessions;
  readonly people: People;
  readonly logs: ProtocolLogs;
  readonly massMails: MassMails;
  /** Mail to other servers; absent in catch-all mode, from which none leaves. */
  readonly relay?: Relay | undefined;
  readonly access: Access;
  /** In catch-all mode; its paths are open to everybody on this machine. */
  readonly sandbox?: Sandbox | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly version: string;
  /** Without it there is no page, only what programs ask. */
  readonly page?: PageFiles | undefined;
}
