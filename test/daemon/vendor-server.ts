import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface VendorServer {
  readonly origin: string;
  /** Headers of the generations that were asked for. */
  readonly asked: IncomingHttpHeaders[];
  close(): Promise<void>;
}

const words = ['The sea ', 'is wide ', 'and old. ', 'It keeps ', 'what it is told.'];

/** A vendor on this machine that writes one script for everyone, in the OpenAI format. */
export async function vendorServer(): Promise<VendorServer> {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (delta: object, finish: string | null) =>
      response.write(`data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    for (const content of words) chunk({ content }, null);
    chunk({}, 'stop');
    response.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
