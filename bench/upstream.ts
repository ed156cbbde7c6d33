import { createServer } from 'node:http';

/**
 * A server that answers like a vendor, for load only: `/mN/...` streams a script of 60 pieces, except for the models that the command
 * line names as failing: `m0` answers 503, `m0=reset` resets the connection, `m0=cut` ends it behind half of the script. Prints its port and then counts requests; runs as a process of its own so that
 * it does not share the event loop of what is measured.
 */
const failing = new Map(
  process.argv
    .slice(2)
    .map((argument) => argument.split('='))
    .map(([model, how]) => [model, how ?? '503']),
);
const sentence = 'The sea is quiet and the light moves slowly under the waves. ';
const pieces = Array.from({ length: 60 }, (_, index) => (index % 20 === 19 ? `${sentence}\n\n` : sentence));
const event = (delta: object, finish: string | null) =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const server = createServer((request, response) => {
  const model = request.url?.split('/')[1] ?? '';
  request.resume();
  request.on('end', () => {
    const fault = failing.get(model);
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault === '503') {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"overloaded","type":"server_error"}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let index = 0;
    const next = () => {
      const piece = pieces[index];
      if (fault === 'cut' && index === pieces.length / 2) {
        response.destroy();
        return;
      }
      if (piece === undefined) {
        response.write(event({}, 'stop'));
        response.write(
          `data: ${JSON.stringify({ id: 'x', choices: [], usage: { prompt_tokens: 300, completion_tokens: 800 } })}\n\n`,
        );
        response.end('data: [DONE]\n\n');
        return;
      }
      index += 1;
      response.write(event({ content: piece }, null));
      setImmediate(next);
    };
    setTimeout(next, 20);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`);
});
