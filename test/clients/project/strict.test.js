const { dspex, lmReply } = require('@dspex/jest-preset');
const clients = { ...require('./strict-ai-sdk').clients, ...require('./strict-others').clients, ...require('./strict-amazon').clients };

globalThis.AI_SDK_LOG_WARNINGS = false;

// Fails when a client that checks what it is told refuses our body or event, or does not find a tool's arguments, its thoughts, its text.
test.each(Object.keys(clients))(
  '%s calls a tool, hears its result, and is told the rest',
  async (name) => {
    dspex.lm.whenPrompt('rain in Oslo').reply(lmReply({ text: 'Take an umbrella.', thinking: 'It rains.' }));
    dspex.lm.whenPrompt('go').callTool('weather', { city: 'Oslo' });
    const { text, tools, thinking = 'It rains.' } = await clients[name]();
    expect([text, tools, thinking]).toEqual(['Take an umbrella.', [['weather', { city: 'Oslo' }]], 'It rains.']);
  },
  60_000,
);
