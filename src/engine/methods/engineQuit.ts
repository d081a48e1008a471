import { engineQuit } from '../../protocol/methods/engineQuit.ts';
import { handle } from '../handler.ts';

export const handleEngineQuit = handle(engineQuit, ({ clients }) => {
  clients.leave();
  return { leaving: true };
});
