import { serverStatus } from '../../protocol/methods/serverStatus.ts';
import { handle } from '../handler.ts';

export const handleServerStatus = handle(serverStatus, ({ localServer }) => localServer.ready());
