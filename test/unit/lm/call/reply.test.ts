import { errorReply, messageReply } from '../../../../src/lm/call/reply';
import { LmErrorReply, LmMessageReply } from '../../../../src/shared/boundaries/lm-call';

// Fails when a field comes to the boundary that the maker does not know: schema and maker would give it two defaults.
test('a message of a model alone has every field of the boundary, with its defaults', () => {
  const reply = messageReply({ model: 'm' });
  expect(Object.keys(reply).sort()).toEqual(Object.keys(LmMessageReply.shape).sort());
  const { thinking, delaysMs, cutAfter, ...rest } = reply;
  expect(LmMessageReply.parse(rest)).toEqual(reply);
});

// Fails when a client is told that a model stopped which called a tool; and when what a provider says of it is overruled.
test('a message ends by its tool calls where nobody says how', () => {
  const toolCalls = [{ name: 'weather', arguments: {} }];
  expect(messageReply({ model: 'm', text: 'said' }).finishReason).toBe('stop');
  expect(messageReply({ model: 'm', toolCalls }).finishReason).toBe('tool_calls');
  expect(messageReply({ model: 'm', toolCalls, finishReason: 'length' }).finishReason).toBe('length');
});

// Fails when what a rule leaves out, or sets to undefined, reaches the boundary as undefined.
test('an error is whole, whatever is left out', () => {
  const reply = errorReply({ status: 503, message: undefined, retryAfterMs: undefined });
  expect(reply).toStrictEqual({
    kind: 'error',
    status: 503,
    message: 'scripted error 503',
    again: 'at_once',
    retryAfterMs: null,
    code: null,
    body: null,
    requestId: null,
  });
  expect(LmErrorReply.parse(reply)).toEqual(reply);
});
