import type { Handler } from './context.ts';
import { done, no } from './reply.ts';

/** RFC 4978 §3: from behind the reply on, both sides speak DEFLATE. */
export const compress: Handler<'COMPRESS'> = (context, { mechanism }) => {
  if (mechanism !== 'DEFLATE') return no('CANNOT', 'DEFLATE only');
  if (!context.mayCompress) return no('COMPRESSIONACTIVE', 'compression is on');
  context.afterReply = 'compress';
  return done;
};
