import { createServer } from 'node:http';

/** Answers question qN by "answer N", in the words of DSPy's ChatAdapter; ends with whoever started it. */
const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += piece;
  const { model, messages } = JSON.parse(body);
  const question = JSON.stringify(messages.at(-1)).match(/q(\d+)/)?.[1] ?? '0';
  const content = `[[ ## reasoning ## ]]\nr\n\n[[ ## answer ## ]]\nanswer ${question}\n\n[[ ## completed ## ]]`;
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: 'bench', object: 'chat.completion', created: 1, model, choices, usage }));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit());
